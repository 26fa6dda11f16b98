import { AcceptText, IsLine, IsWholeNumber, MayBeAbsent } from '@carshare/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Matches } from 'class-validator';
import { IsPrice, MAX_STOCK } from './car.dto.js';

/** A model that an operator adds to the fleet. */
export class NewCar {
  @ApiProperty({ example: '1006' })
  @AcceptText()
  @IsString()
  @Matches(/^[\w.-]{1,64}$/, { message: 'productId must be 1 to 64 letters, digits, _, . or -' })
  productId: string;

  @ApiProperty({ example: 'Compact Hybrid' })
  @IsLine(100)
  model: string;

  @ApiProperty({ minimum: 0.01, maximum: 20_000_000, example: 55, description: 'Of an instant order, in major units.' })
  @IsPrice(0.01)
  pricePerUnit: number;

  @ApiPropertyOptional({ example: 'EUR', default: 'EUR' })
  @MayBeAbsent()
  @Matches(/^[A-Z]{3}$/, { message: 'currency must be an ISO 4217 code' })
  currency: string = 'EUR';

  @ApiPropertyOptional({ minimum: 0.01, maximum: 20_000_000, example: 55, description: 'Together with pricePerHour.' })
  @MayBeAbsent()
  @IsPrice(0.01)
  pricePerDay?: number;

  @ApiPropertyOptional({
    minimum: 0.01,
    maximum: 20_000_000,
    example: 9,
    description: 'At least a 24th of pricePerDay.',
  })
  @MayBeAbsent()
  @IsPrice(0.01)
  pricePerHour?: number;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: 20_000_000,
    example: 0.25,
    description: 'For each kilometre beyond those that a booking includes; 0 when distance is not charged.',
  })
  @MayBeAbsent()
  @IsPrice(0)
  pricePerKm?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: MAX_STOCK, default: 0, example: 3 })
  @MayBeAbsent()
  @IsWholeNumber(0, MAX_STOCK)
  stock: number = 0;
}
