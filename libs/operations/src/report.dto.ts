import { SERVICES, type ServiceName } from '@carshare/events';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { OperatorActionView } from './actions.dto.js';

/** Selects the events of other services whose handling the timeline contains. */
export class TimelineQuery {
  @ApiPropertyOptional({
    description:
      'At most 50 event ids, separated by commas. The answer lists those that this service handled, and when.',
    example: '019ab3f2-7c10-7e4b-9d5a-3f1c2b4d5e6f',
  })
  @IsOptional()
  @Matches(/^[\w:.-]{1,64}(,[\w:.-]{1,64}){0,49}$/, { message: 'events must be 1 to 50 event ids separated by commas' })
  events?: string;
}

/** A row of the service's own tables that belongs to the order. */
export class OwnRecordView {
  @ApiProperty({ example: 'payment' }) what: string;
  @ApiProperty({ type: 'integer', example: 1 }) id: number;
  @ApiProperty({ example: 'OrderApproved' }) status: string;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty({ type: 'object', additionalProperties: true, example: { amount: 49, currency: 'EUR' } })
  details: Record<string, string | number | null>;
}

export class PublishedView {
  @ApiProperty({ example: '019ab3f2-7c10-7e4b-9d5a-3f1c2b4d5e6f' }) eventId: string;
  @ApiProperty({ example: 'Paid' }) type: string;
  @ApiProperty({ enum: SERVICES, isArray: true, description: 'The services that handle the event.' })
  consumers: readonly ServiceName[];
  @ApiProperty({ type: 'string', nullable: true, example: '4bf92f3577b34da6a3ce929d0e0e4736' }) traceId: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) sentAt: string | null;
}

export class ReceivedView {
  @ApiProperty({ example: '019ab3f2-7c10-7e4b-9d5a-3f1c2b4d5e6f' }) eventId: string;
  @ApiProperty({ format: 'date-time' }) at: string;
}

export class StuckView {
  @ApiProperty({ type: 'integer', example: 1 }) id: number;
  @ApiProperty({ enum: ['parked', 'dead', 'waiting'] }) kind: string;
  @ApiProperty({ type: 'string', nullable: true, example: 'Paid' }) type: string | null;
  @ApiProperty({ example: 'an earlier event of this key is parked' }) reason: string;
  @ApiProperty({ type: 'string', nullable: true }) traceId: string | null;
  @ApiProperty({ format: 'date-time' }) stuckAt: string;
}

/** One service's part of an order's timeline. */
export class TimelineView {
  @ApiProperty({ example: 'payment' }) service: string;
  @ApiProperty({ type: 'integer', example: 1 }) orderId: number;
  @ApiProperty({
    type: 'integer',
    example: 14,
    description:
      'How many days the service remembers an event that it handled: older ones may be missing in `received`.',
  })
  inboxRetentionDays: number;
  @ApiProperty({ type: [OwnRecordView] }) records: OwnRecordView[];
  @ApiProperty({ type: [PublishedView] }) published: PublishedView[];
  @ApiProperty({ type: [ReceivedView] }) received: ReceivedView[];
  @ApiProperty({ type: [StuckView] }) stuck: StuckView[];
  @ApiProperty({ type: [OperatorActionView], description: 'What operators have done to the order.' })
  actions: OperatorActionView[];
}

export class CheckView {
  @ApiProperty({ example: 'database' }) name: string;
  @ApiProperty() up: boolean;
  @ApiProperty({ type: 'string', nullable: true }) reason: string | null;
}

/** The state of a service. A number that could not be read is null. */
export class ServiceReportView {
  @ApiProperty({ example: 'payment' }) service: string;
  @ApiProperty() ready: boolean;
  @ApiProperty({ type: [CheckView] }) checks: CheckView[];
  @ApiProperty({ format: 'date-time' }) startedAt: string;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Events committed but not yet published.' })
  outboxWaiting: number | null;
  @ApiProperty({ type: 'number', nullable: true, description: 'Age in seconds of the oldest of them.' })
  outboxAge: number | null;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Events not yet handled; null for a service that only publishes.',
  })
  lag: number | null;
  @ApiProperty({ type: 'integer', nullable: true }) parked: number | null;
  @ApiProperty({ type: 'integer', nullable: true }) dead: number | null;
}
