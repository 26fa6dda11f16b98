import { AcceptNumber, Linked, MayBeAbsent, resource, type Resource } from '@carshare/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsNumber, Max, Min } from 'class-validator';
import type { Car } from './car.entity.js';

/** A car of the fleet as the API shows it. */
export class CarView extends Linked {
  @ApiProperty({ example: '1001' }) productId: string;
  @ApiProperty({ example: 'City Electric' }) model: string;
  @ApiProperty({ example: 49 }) pricePerUnit: number;
  @ApiProperty({ example: 'EUR' }) currency: string;
  @ApiProperty({ type: 'integer', example: 20, description: 'How many are free.' }) stock: number;
}

/** What an operator changes of a car. */
export class ChangeCar {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 2_000_000_000,
    example: 20,
    description: 'How many are free from now on.',
  })
  @MayBeAbsent()
  @AcceptNumber()
  @IsInt()
  @Min(0)
  @Max(2_000_000_000)
  stock?: number;

  @ApiPropertyOptional({
    minimum: 0.01,
    maximum: 20_000_000,
    example: 49,
    description:
      'In major units. How many decimals it may have and how high it may be depends on the currency of the car.',
  })
  @MayBeAbsent()
  @AcceptNumber()
  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(0.01)
  @Max(20_000_000)
  pricePerUnit?: number;
}

export function toCarView(car: Car): Resource<CarView> {
  const { productId, model, price, currency, stock } = car;
  return resource(`/cars/${productId}`, { productId, model, pricePerUnit: price / 100, currency, stock });
}
