import { IsLine, IsWholeNumber, MayBeAbsent } from '@carshare/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsString, Length } from 'class-validator';
import { IsActionReason } from '../vehicles/action-reason.js';
import type { Block } from '../vehicles/block.entity.js';

/** The vehicle that an operator moves a booking to. */
export class MoveBooking {
  @ApiProperty({ type: 'integer', minimum: 1, example: 2, description: 'A free vehicle of the same model.' })
  @IsWholeNumber(1)
  vehicleId: number;

  @IsActionReason()
  reason?: string;
}

/** A time in which a vehicle is to be repaired, or kept for another reason. */
export class NewBlock {
  @ApiProperty({
    format: 'date-time',
    example: '2026-12-01T09:00:00+01:00',
    description: 'The start, with its offset, to the minute.',
  })
  @IsString()
  @Length(1, 64)
  from: string;

  @ApiProperty({
    format: 'date-time',
    example: '2026-12-01T18:00:00+01:00',
    description: 'The end, in the future and at most 366 days after the start.',
  })
  @IsString()
  @Length(1, 64)
  to: string;

  @ApiProperty({ maxLength: 200, example: 'new brakes' })
  @IsLine(200)
  reason: string;

  @ApiPropertyOptional({
    default: false,
    description:
      'Moves each booking in that time to another free vehicle of its model, or cancels it free of charge where none is free.',
  })
  @MayBeAbsent()
  @IsBoolean()
  displace: boolean = false;
}

export const DISPLACEMENTS = ['moved', 'cancelled'] as const;

/** What became of a booking in the time of a block. */
export class DisplacedBooking {
  @ApiProperty({ type: 'integer', example: 1 }) orderId: number;
  @ApiProperty({ enum: DISPLACEMENTS }) outcome: (typeof DISPLACEMENTS)[number];
  @ApiPropertyOptional({ type: 'integer', example: 2, description: 'Of a booking that moved: its vehicle now.' })
  vehicleId?: number;
}

export class BlockView {
  @ApiProperty({ type: 'integer', example: 1 }) id: number;
  @ApiProperty({ type: 'integer', example: 1 }) vehicleId: number;
  @ApiProperty({ format: 'date-time' }) from: string;
  @ApiProperty({ format: 'date-time' }) to: string;
  @ApiProperty({ example: 'new brakes' }) reason: string;
}

export class NewBlockView extends BlockView {
  @ApiProperty({ type: [DisplacedBooking] }) displaced: DisplacedBooking[];
}

export class BlocksView {
  @ApiProperty({ type: [BlockView], description: 'Those that are not over, by their start.' }) blocks: BlockView[];
}

export function toBlockView({ id, vehicleId, startsAt, endsAt, reason }: Block): BlockView {
  return { id, vehicleId, from: startsAt.toISOString(), to: endsAt.toISOString(), reason };
}
