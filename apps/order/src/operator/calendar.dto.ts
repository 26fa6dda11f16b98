import { ORDER_STATUSES, type OrderStatus } from '@carshare/events';
import { MayBeAbsent } from '@carshare/service-kit';
import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { STATE_REASONS, VEHICLE_STATES, type StateReason, type VehicleState } from '../vehicles/vehicle.entity.js';
import { IsTime } from './agenda.dto.js';

export class CalendarQuery {
  @ApiPropertyOptional({ format: 'date-time', description: 'The start, with its offset; now when it is left out.' })
  @MayBeAbsent()
  @IsTime()
  from?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'The end, at most 31 days after from; 7 days after it when left out.',
  })
  @MayBeAbsent()
  @IsTime()
  to?: string;
}

/** The time that a booking takes of a vehicle. */
export class CalendarBooking {
  @ApiProperty({ enum: ['booking'] }) kind: 'booking';
  @ApiProperty({ type: 'integer', example: 1 }) orderId: number;
  @ApiProperty({ enum: ORDER_STATUSES }) status: OrderStatus;
  @ApiProperty({ example: 'guest' }) customerId: string;
  @ApiProperty({ format: 'date-time', description: 'The period of the booking.' }) from: string;
  @ApiProperty({ format: 'date-time' }) to: string;
  @ApiProperty({ format: 'date-time', description: 'The time that is taken, with the time before and after.' })
  startsAt: string;
  @ApiProperty({ format: 'date-time' }) endsAt: string;
  @ApiProperty({ description: 'Whether the car was to be brought or to be back by now.' }) isLate: boolean;
  @ApiProperty({ description: 'Whether the vehicle may not be there in time.' }) isAtRisk: boolean;
}

/** The time that a block takes of a vehicle. */
export class CalendarBlock {
  @ApiProperty({ enum: ['block'] }) kind: 'block';
  @ApiProperty({ type: 'integer', example: 1 }) blockId: number;
  @ApiProperty({ example: 'new brakes' }) reason: string;
  @ApiProperty({ format: 'date-time' }) startsAt: string;
  @ApiProperty({ format: 'date-time' }) endsAt: string;
}

export class VehicleOut {
  @ApiProperty({ type: 'integer', example: 1 }) orderId: number;
  @ApiProperty({ format: 'date-time' }) dueAt: string;
  @ApiProperty({ description: 'Whether the car was to be back by now.' }) isLate: boolean;
}

@ApiExtraModels(CalendarBooking, CalendarBlock)
export class CalendarVehicle {
  @ApiProperty({ type: 'integer', example: 1 }) id: number;
  @ApiProperty({ example: 'B-CS 1001' }) plate: string;
  @ApiProperty({ example: '1001' }) productId: string;
  @ApiProperty({ example: 'City Electric' }) model: string;
  @ApiProperty({ enum: VEHICLE_STATES }) state: VehicleState;
  @ApiProperty({ type: 'string', enum: STATE_REASONS, nullable: true }) stateReason: StateReason | null;
  @ApiProperty({ type: VehicleOut, nullable: true, description: 'The order whose customer has the car now.' })
  out: VehicleOut | null;
  @ApiProperty({
    type: 'array',
    items: { oneOf: [{ $ref: getSchemaPath(CalendarBooking) }, { $ref: getSchemaPath(CalendarBlock) }] },
    description: 'By their start. A booking whose car is late lasts until now.',
  })
  occupations: (CalendarBooking | CalendarBlock)[];
}

export class CalendarView {
  @ApiProperty({ format: 'date-time' }) from: string;
  @ApiProperty({ format: 'date-time' }) to: string;
  @ApiProperty({
    type: [CalendarVehicle],
    description: 'Those in service and out of service, by model and plate.',
  })
  vehicles: CalendarVehicle[];
}
