import {
  ArrayMaxSize,
  IsArray,
  IsBase64,
  IsEnum,
  IsIn,
  IsISO8601,
  IsOptional,
  IsRFC3339,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { describe, expect, it } from '@jest/globals';
import { objectSchema } from './json-schema.js';

enum Fuel {
  Petrol = 'petrol',
  Electric = 'electric',
}
enum Doors {
  Two = 2,
  Four = 4,
}

class Place {
  @Min(-90) @Max(90) @IsOptional() latitude?: unknown;
}
class Location {
  @IsString() name: string;
}
class Rental {
  @IsISO8601() from: string;
  @IsRFC3339() to: string;
  @Matches(/^[A-Z]{3}$/) currency: string;
  @IsUUID() @IsOptional() vehicle?: string;
  @IsEnum(Fuel) fuel: Fuel;
  @IsEnum(Doors) doors: Doors;
  @IsIn(['card', 'cash']) @IsOptional() method?: string;
  @IsString() @Length(1, 20) plate: string;
  @IsArray() @ArrayMaxSize(3) @IsString({ each: true }) extras: string[];
  @ValidateNested() location: Location;
}

class Signed {
  @IsString() @IsBase64() text: string;
}
class Loose {
  @Matches(/abc/i) text: string;
}
class Fleet {
  @ValidateNested({ each: true }) cars: Location[];
}
class Mixed {
  @IsIn([1, 'one']) value: unknown;
}

describe('The JSON Schema of a class', () => {
  it('has the type and the bounds of every validator', () => {
    expect(objectSchema(Rental)).toEqual({
      required: ['from', 'to', 'currency', 'fuel', 'doors', 'plate', 'extras', 'location'],
      properties: {
        from: { type: 'string', format: 'date-time' },
        to: { type: 'string', format: 'date-time' },
        currency: { type: 'string', pattern: '^[A-Z]{3}$' },
        vehicle: { type: ['string', 'null'], format: 'uuid' },
        fuel: { type: 'string', enum: ['petrol', 'electric'] },
        doors: { type: 'number', enum: [2, 4] },
        method: { type: ['string', 'null'], enum: ['card', 'cash', null] },
        plate: { type: 'string', minLength: 1, maxLength: 20 },
        extras: { type: 'array', maxItems: 3, items: { type: 'string' } },
        location: {
          type: 'object',
          required: ['name'],
          properties: { name: { type: 'string' } },
          additionalProperties: true,
        },
      },
    });
  });

  it.each([
    [
      'with a validator that has no published form',
      Signed,
      'Signed.text: the validator isBase64 has no published form yet',
    ],
    ['whose validators name no type', Place, 'Place.latitude has no validator that names its type'],
    ['with a pattern that has flags', Loose, 'the flags of /abc/i have no published form'],
    ['with a list of nested objects', Fleet, 'Fleet.cars: the class of its items is not known to the decorators'],
    ['with values of two types', Mixed, 'values of one type are needed, not number and string'],
  ])('is refused for a field %s', (_title, type, reason) => {
    expect(() => objectSchema(type)).toThrow(reason);
  });
});
