import type { HandoverFields, ReturnFields } from '@carshare/events';
import { IsWholeNumber, MayBeAbsent } from '@carshare/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsString, Length, Matches } from 'class-validator';
import type { Delivery } from './delivery.entity.js';
import type { Handover, Recorded, Return } from './handover.js';
import { readRecordedTime } from './recorded-time.js';

/** Text with line breaks, of 500 code points: class-validator counts some pairs of them as one, and PostgreSQL does not. */
const NOTES = /^(?:[\t\n\r]|[^\p{Cs}\p{Cc}]){0,500}$/u;
const NOTES_RULE = 'notes must be text of at most 500 characters, without control characters';

/** What is recorded when the customer takes the car. */
export class RecordHandover {
  @ApiPropertyOptional({
    format: 'date-time',
    description:
      'When it happened, with its offset, such as 2026-12-01T09:00:00+01:00. The present without it; at most 1 minute in the future.',
  })
  @MayBeAbsent()
  @IsString()
  @Length(1, 64)
  at?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 2_147_483_647,
    example: 12840,
    description: 'In kilometres.',
  })
  @MayBeAbsent()
  @IsWholeNumber(0)
  odometer?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 100,
    example: 80,
    description: 'Of the tank or the battery, in percent.',
  })
  @MayBeAbsent()
  @IsWholeNumber(0, 100)
  level?: number;

  @ApiPropertyOptional({ maxLength: 500, example: 'A scratch on the left door.' })
  @MayBeAbsent()
  @IsString()
  @Matches(NOTES, { message: NOTES_RULE })
  notes?: string;
}

/** What is recorded when the car comes back. `at` is not before the hand-over, and `odometer` not below its reading. */
export class RecordReturn extends RecordHandover {
  @ApiPropertyOptional({ default: false, description: 'Whether the car came back damaged.' })
  @MayBeAbsent()
  @IsBoolean()
  damaged: boolean = false;
}

export class HandoverView {
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiPropertyOptional({ type: 'integer', description: 'In kilometres.' }) odometer?: number;
  @ApiPropertyOptional({ type: 'integer', description: 'In percent.' }) level?: number;
  @ApiPropertyOptional() notes?: string;
}

export class ReturnView extends HandoverView {
  @ApiProperty() damaged: boolean;
}

/** @throws {TimeInvalid} 422 */
export function toHandover({ at, odometer, level, notes }: RecordHandover): Recorded<Handover> {
  return {
    at: at === undefined ? undefined : readRecordedTime(at),
    odometer: odometer ?? null,
    level: level ?? null,
    notes: notes?.trim() || null,
  };
}

/** @throws {TimeInvalid} 422 */
export function toReturn(request: RecordReturn): Recorded<Return> {
  return { ...toHandover(request), damaged: request.damaged };
}

/** The hand-over and the return of a delivery, each absent before. */
export function toFacts({ handover, return: returned }: Delivery): { handover?: HandoverView; return?: ReturnView } {
  return {
    ...(handover && { handover: toHandoverView(handover) }),
    ...(returned && { return: { ...toHandoverView(returned), damaged: returned.damaged } }),
  };
}

function toHandoverView({ at, odometer, level, notes }: Handover): HandoverView {
  return {
    at: at.toISOString(),
    ...(odometer !== null && { odometer }),
    ...(level !== null && { level }),
    ...(notes !== null && { notes }),
  };
}

/** The fields of HandedOver. Notes and level stay out: the topic keeps its events. */
export function toHandoverEvent(delivery: Delivery): HandoverFields {
  return toEvent(delivery, delivery.handover);
}

/** The fields of Returned. */
export function toReturnEvent(delivery: Delivery): ReturnFields {
  return { ...toEvent(delivery, delivery.return), damaged: delivery.returnDamaged === 1 };
}

function toEvent(
  { id, orderId, vehicleId, status, customerId }: Delivery,
  record: Handover | undefined,
): HandoverFields {
  if (!record) throw new RangeError(`nothing is recorded of delivery ${id}`);
  const { at, odometer } = record;
  return {
    id,
    orderId,
    ...(vehicleId !== null && { vehicleId }),
    status,
    at: at.toISOString(),
    ...(odometer !== null && { odometer }),
    ...(customerId !== null && { customerId }),
  };
}
