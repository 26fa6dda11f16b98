import { AcceptText, Linked, MayBeAbsent, PageQuery, resource, type Resource } from '@carshare/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsString, Length, Matches } from 'class-validator';
import { IsActionReason } from './action-reason.js';
import {
  STATE_REASONS,
  VEHICLE_STATES,
  vehicleTag,
  type StateReason,
  type Vehicle,
  type VehicleState,
} from './vehicle.entity.js';

/** Letters and digits of any script, with single separators between them. */
const PLATE = /^[\p{L}\p{N}]+([ \u00B7.-][\p{L}\p{N}]+)*$/u;
const PLATE_RULE = 'plate must be letters and digits, with single spaces, hyphens or dots between them';

/** A vehicle that an operator adds. */
export class NewVehicle {
  @ApiProperty({ example: '1001', description: 'Its model.' })
  @AcceptText()
  @IsString()
  @Length(1, 64)
  productId: string;

  @ApiProperty({ example: 'B-CS 9001' })
  @IsString()
  @Length(1, 32)
  @Matches(PLATE, { message: PLATE_RULE })
  plate: string;

  @ApiPropertyOptional({ default: false, description: 'Whether the car is moved from the stock of its model.' })
  @MayBeAbsent()
  @IsBoolean()
  fromStock: boolean = false;
}

/** What an operator changes of a vehicle. */
export class ChangeVehicle {
  @ApiPropertyOptional({ example: 'B-CS 1001' })
  @MayBeAbsent()
  @IsString()
  @Length(1, 32)
  @Matches(PLATE, { message: PLATE_RULE })
  plate?: string;

  @ApiPropertyOptional({
    enum: VEHICLE_STATES,
    description:
      'OutOfService keeps its bookings and takes no new ones. Pool gives the car to the stock of its model, and InService takes it from there. Retired is final.',
  })
  @MayBeAbsent()
  @IsIn(VEHICLE_STATES)
  state?: VehicleState;

  @IsActionReason()
  reason?: string;
}

export class VehiclesQuery extends PageQuery {
  @ApiPropertyOptional({ example: '1001' })
  @MayBeAbsent()
  @IsString()
  @Length(1, 64)
  productId?: string;

  @ApiPropertyOptional({ enum: VEHICLE_STATES })
  @MayBeAbsent()
  @IsIn(VEHICLE_STATES)
  state?: VehicleState;
}

/** A vehicle as the operator sees it. */
export class VehicleView extends Linked {
  @ApiProperty({ type: 'integer', example: 1 }) id: number;
  @ApiProperty({ example: '1001' }) productId: string;
  @ApiProperty({ example: 'B-CS 1001' }) plate: string;
  @ApiProperty({ enum: VEHICLE_STATES }) state: VehicleState;
  @ApiProperty({
    type: 'string',
    enum: STATE_REASONS,
    nullable: true,
    description: 'damage: noted at a return, until an operator sets the vehicle InService.',
  })
  stateReason: StateReason | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'The order whose customer has the car now.' })
  outOrderId: number | null;
  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'When a car that is out has to be back.',
  })
  dueAt: string | null;
  @ApiProperty({ example: 'mX3kq0Yw2bTzPp4J', description: 'In quotes, the ETag that If-Match takes.' })
  version: string;
}

export function toVehicleView(vehicle: Vehicle): Resource<VehicleView> {
  const { id, productId, plate, state, stateReason, outOrderId, dueAt } = vehicle;
  return resource(`/vehicles/${id}`, {
    id,
    productId,
    plate,
    state,
    stateReason,
    outOrderId,
    dueAt: dueAt?.toISOString() ?? null,
    version: vehicleTag(vehicle),
  });
}
