import { KafkaConfig } from '@carshare/event-log';
import { IncludeSettings, ServiceConfig } from '@carshare/service-kit';
import { Type } from 'class-transformer';
import { IsInt, Min, ValidateBy } from 'class-validator';

/** The configuration of a service that publishes or consumes events; its own `app.config.ts` extends it. */
export abstract class MessagingConfig extends ServiceConfig {
  @IncludeSettings(KafkaConfig)
  readonly kafka: KafkaConfig = new KafkaConfig();

  /** How long sent outbox rows are kept, in days. */
  @Type(() => Number)
  @IsInt({ message: 'OUTBOX_RETENTION_DAYS must be an integer' })
  @Min(1, { message: 'OUTBOX_RETENTION_DAYS must be at least 1' })
  OUTBOX_RETENTION_DAYS = 7;

  /** How long inbox rows are kept, in days: at least as long as a publisher may send an event again. */
  @Type(() => Number)
  @IsInt({ message: 'INBOX_RETENTION_DAYS must be an integer' })
  @Min(1, { message: 'INBOX_RETENTION_DAYS must be at least 1' })
  @ValidateBy(
    {
      name: 'inboxOutlivesOutbox',
      validator: { validate: (_days, args) => outlives(args?.object as MessagingConfig) },
    },
    { message: 'INBOX_RETENTION_DAYS must be at least OUTBOX_RETENTION_DAYS' },
  )
  INBOX_RETENTION_DAYS = 14;
}

/** NaN passes, because `@IsInt` reports it. */
function outlives({ INBOX_RETENTION_DAYS: inbox, OUTBOX_RETENTION_DAYS: outbox }: MessagingConfig): boolean {
  return !(inbox < outbox);
}
