import { plainToInstance, Transform } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  MaxLength,
  Min,
  ValidateNested,
  validateSync,
} from 'class-validator';
import { describe, expect, it } from '@jest/globals';
import { compileRequest, compileRules } from '../src/index.js';

class Booking {
  @IsString() @IsNotEmpty() @MaxLength(5) productId: string;
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? Number(value) : value))
  @IsInt()
  @Min(1)
  qty: number;
  @IsOptional() @IsIn(['now', 'later']) when?: string;
}

class Nested {
  @ValidateNested() booking: Booking;
}

class Plain {
  name = '';
}

const VALUES = [undefined, null, '', '1001', 'longer text', 'now', 0, 1, -1, 1.5, NaN, true, [1], {}];

describe('Compiled rules', () => {
  const rules = compileRules(Booking);

  it.each(VALUES.flatMap((productId) => VALUES.flatMap((qty) => VALUES.map((when) => ({ productId, qty, when })))))(
    'agree with class-validator about $productId, $qty, $when',
    (data) => {
      const booking = Object.assign(new Booking(), data);
      expect(rules?.hold(booking)).toBe(validateSync(booking).length === 0);
    },
  );

  it('leave classes with nested members, and classes without rules, to class-validator', () => {
    expect([compileRules(Nested), compileRules(Plain)]).toEqual([undefined, undefined]);
  });
});

describe('A compiled request', () => {
  const request = compileRequest(Booking);

  it('is the instance that class-transformer makes', () => {
    const plain = { productId: '1001', qty: '2', when: 'now' };
    expect(request?.(plain)).toEqual(plainToInstance(Booking, plain));
    expect(request?.(plain)).toBeInstanceOf(Booking);
  });

  it.each([[{ productId: '1001', qty: 0 }], [{ productId: '1001', qty: 1, other: 1 }], [[]], [null], ['text']])(
    'is left to class-validator for %j',
    (plain) => {
      expect(request?.(plain)).toBeUndefined();
    },
  );
});
