import { MessagingConfig } from '@carshare/messaging';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

/** 30 days. */
const MAX_LEAD_MINUTES = 43_200;
/** 10 years. */
const MAX_RETENTION_DAYS = 3_660;

export class DeliveryConfig extends MessagingConfig {
  readonly service = 'delivery';
  override PORT = 8082;

  /** How long before the start of a booking its vehicle is shipped, in minutes. */
  @Type(() => Number)
  @IsInt({ message: 'DELIVERY_LEAD_MINUTES must be an integer' })
  @Min(0, { message: 'DELIVERY_LEAD_MINUTES must be at least 0' })
  @Max(MAX_LEAD_MINUTES, { message: `DELIVERY_LEAD_MINUTES must be at most ${MAX_LEAD_MINUTES}` })
  DELIVERY_LEAD_MINUTES = 60;

  /** The notes of a hand-over and a return are erased so many days after the return. */
  @Type(() => Number)
  @IsInt({ message: 'NOTES_RETENTION_DAYS must be an integer' })
  @Min(0, { message: 'NOTES_RETENTION_DAYS must be at least 0' })
  @Max(MAX_RETENTION_DAYS, { message: `NOTES_RETENTION_DAYS must be at most ${MAX_RETENTION_DAYS}` })
  NOTES_RETENTION_DAYS = 30;
}
