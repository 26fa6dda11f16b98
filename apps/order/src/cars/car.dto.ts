import {
  AcceptNumber,
  IsLine,
  IsWholeNumber,
  Linked,
  MaxDecimalPlaces,
  MayBeAbsent,
  resource,
  type Resource,
} from '@carshare/service-kit';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Max, Min, ValidateBy } from 'class-validator';
import { QuoteView } from '../pricing/quote.dto.js';
import { carVersion, type Car } from './car.entity.js';

/** A car of the fleet as the API shows it. */
export class CarView extends Linked {
  @ApiProperty({ example: '1001' }) productId: string;
  @ApiProperty({ example: 'City Electric' }) model: string;
  @ApiProperty({ example: 49 }) pricePerUnit: number;
  @ApiProperty({ example: 'EUR' }) currency: string;
  @ApiProperty({ type: 'integer', example: 20, description: 'How many are free.' }) stock: number;
  @ApiProperty({
    example: 'mX3kq0Yw2bTzPp4J',
    description: 'Names this state of the car. In quotes, it is the ETag that If-Match takes.',
  })
  version: string;
  @ApiPropertyOptional({
    example: 49,
    description: 'For each day of a booking; absent, as the next, when it cannot be booked.',
  })
  pricePerDay?: number;
  @ApiPropertyOptional({ example: 8, description: 'For each started hour of the rest of a booking.' })
  pricePerHour?: number;
  @ApiPropertyOptional({
    example: 0.25,
    description: 'For each kilometre beyond those that a booking includes; absent when distance is not charged.',
  })
  pricePerKm?: number;
  @ApiPropertyOptional({
    type: 'integer',
    example: 3,
    description: 'How many vehicles are free for the period that was asked for.',
  })
  available?: number;
  @ApiPropertyOptional({
    type: QuoteView,
    nullable: true,
    description: 'What the period costs; null without prices by time.',
  })
  quote?: QuoteView | null;
}

/** The number of cars that the columns hold, with room for those of open orders. */
export const MAX_STOCK = 2_000_000_000;

/** A price in major units. Its currency decides how many decimals it may have and how high it may be. @param least 0 for a price that may be dropped */
export function IsPrice(least: 0 | 0.01): PropertyDecorator {
  return applyDecorators(AcceptNumber(), MaxDecimalPlaces(2), Min(least), Max(20_000_000));
}

/** The other member must be absent where this one is given. */
function IsAlone(other: string): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isAlone',
      validator: { validate: (_value, about) => (about?.object as Record<string, unknown>)[other] === undefined },
    },
    { message: `$property and ${other} exclude each other: send one of them` },
  );
}

/** What an operator changes of a car. */
export class ChangeCar {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 2_000_000_000,
    example: 20,
    description: 'How many are free from now on. Send If-Match with it, so that an order in between is not lost.',
  })
  @MayBeAbsent()
  @IsWholeNumber(0, MAX_STOCK)
  stock?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: -2_000_000_000,
    maximum: 2_000_000_000,
    description: 'How many more are free from now on, or fewer when negative. Not together with stock.',
  })
  @MayBeAbsent()
  @IsWholeNumber(-MAX_STOCK, MAX_STOCK)
  @IsAlone('stock')
  stockChange?: number;

  @ApiPropertyOptional({
    minimum: 0.01,
    maximum: 20_000_000,
    example: 49,
    description:
      'In major units. How many decimals it may have and how high it may be depends on the currency of the car.',
  })
  @MayBeAbsent()
  @IsPrice(0.01)
  pricePerUnit?: number;

  @ApiPropertyOptional({ example: 'City Electric' })
  @MayBeAbsent()
  @IsLine(100)
  model?: string;

  @ApiPropertyOptional({
    minimum: 0.01,
    maximum: 20_000_000,
    example: 49,
    description: 'At most 24 times pricePerHour.',
  })
  @MayBeAbsent()
  @IsPrice(0.01)
  pricePerDay?: number;

  @ApiPropertyOptional({ minimum: 0.01, maximum: 20_000_000, example: 8 })
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
}

export function toCarView(car: Car): Resource<CarView> {
  const { productId, model, price, currency, stock, pricePerDay, pricePerHour, pricePerKm } = car;
  return resource(`/cars/${productId}`, {
    productId,
    model,
    pricePerUnit: price.major,
    currency,
    stock,
    version: carVersion(car),
    ...(pricePerDay && pricePerHour && { pricePerDay: pricePerDay.major, pricePerHour: pricePerHour.major }),
    ...(pricePerKm && { pricePerKm: pricePerKm.major }),
  });
}
