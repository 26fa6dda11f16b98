import { ORDER_STATUSES, type OrderStatus } from '@carshare/events';
import { MayBeAbsent } from '@carshare/service-kit';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsRFC3339 } from 'class-validator';
import { plus } from '../bookings/period.js';

/** A time in a query, of any precision. */
export function IsTime(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? plus(value) : value)),
    IsRFC3339({ message: '$property must be a time with its offset, such as 2026-12-01T09:00:00+01:00' }),
  );
}

export class AgendaQuery {
  @ApiPropertyOptional({
    format: 'date-time',
    description: 'The start of the range, with its offset; now when it is left out. What is late is listed too.',
  })
  @MayBeAbsent()
  @IsTime()
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'The end of the range; 24 hours after from when left out.' })
  @MayBeAbsent()
  @IsTime()
  to?: string;
}

/** A car that is to be brought to a customer, or to be fetched. */
export class AgendaEntry {
  @ApiProperty({ type: 'integer', example: 1 }) orderId: number;
  @ApiProperty({ enum: ORDER_STATUSES }) status: OrderStatus;
  @ApiProperty({ example: '1001' }) productId: string;
  @ApiProperty({ example: 'City Electric' }) model: string;
  @ApiProperty({ type: 'integer', example: 1 }) qty: number;
  @ApiProperty({ example: 'guest' }) customerId: string;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Of a booking, as are the next three.' })
  vehicleId: number | null;
  @ApiProperty({ type: 'string', nullable: true, example: 'B-CS 1001' }) plate: string | null;
  @ApiProperty({ type: 'string', nullable: true, example: 'Hauptstr. 5, 10115 Berlin' }) place: string | null;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, description: 'The start or the end.' })
  at: string | null;
  @ApiProperty({ description: 'Whether that time is over.' }) isLate: boolean;
  @ApiProperty({ description: 'Whether the vehicle of a booking may not be there in time.' }) isAtRisk: boolean;
}

export class AgendaView {
  @ApiProperty({ type: [AgendaEntry], description: 'By time; instant orders, the newest first, after the bookings.' })
  bring: AgendaEntry[];
  @ApiProperty({ type: [AgendaEntry] }) fetch: AgendaEntry[];
}
