import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';

/** Events known from other services, whose arrival here is asked for. */
export class StoryQuery {
  @ApiPropertyOptional({
    description: 'Ids of events, separated by commas, at most 50: which of them had their effect here, and when.',
    example: '019ab3f2-7c10-7e4b-9d5a-3f1c2b4d5e6f',
  })
  @IsOptional()
  @Matches(/^[\w:.-]{1,64}(,[\w:.-]{1,64}){0,49}$/, { message: 'events must be 1 to 50 event ids separated by commas' })
  events?: string;
}

/** A row that the service itself keeps about the order. */
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
  @ApiProperty({ enum: ['parked', 'dead'] }) kind: string;
  @ApiProperty({ type: 'string', nullable: true, example: 'Paid' }) type: string | null;
  @ApiProperty({ example: 'an earlier event of this key is parked' }) reason: string;
  @ApiProperty({ type: 'string', nullable: true }) traceId: string | null;
  @ApiProperty({ format: 'date-time' }) stuckAt: string;
}

/** Everything one service knows of an order. */
export class StoryView {
  @ApiProperty({ example: 'payment' }) service: string;
  @ApiProperty({ type: 'integer', example: 1 }) orderId: number;
  @ApiProperty({ type: [OwnRecordView] }) records: OwnRecordView[];
  @ApiProperty({ type: [PublishedView] }) published: PublishedView[];
  @ApiProperty({ type: [ReceivedView] }) received: ReceivedView[];
  @ApiProperty({ type: [StuckView] }) stuck: StuckView[];
}

export class CheckView {
  @ApiProperty({ example: 'database' }) name: string;
  @ApiProperty() up: boolean;
  @ApiProperty({ type: 'string', nullable: true }) reason: string | null;
}

/** How a service is; a number that could not be read is null. */
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
