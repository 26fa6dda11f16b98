import { describe, expect, it } from '@jest/globals';
import { ValidationPipe } from '@nestjs/common';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsInt, IsOptional, IsString, Matches, MaxLength, Min, ValidateNested } from 'class-validator';
import { compileRequest } from '@carshare/validation';
import { FindByOrder, PageQuery } from './hal.js';
import { IgnoreUnknownFields, presentFields } from './present-fields.js';
import { AcceptNumber, AcceptText, MayBeAbsent, requestValidation } from './validation.js';

class Address {
  @IsString() city: string;
}

class Request {
  @AcceptText() @IsString() @MaxLength(5) productId: string;
  @AcceptNumber() @IsInt() @Min(1) qty: number;
  @MayBeAbsent() @IsString() note?: string;
  @MayBeAbsent() @ValidateNested() @Type(() => Address) address?: Address;
}

const pipe = requestValidation();
const check = (value: unknown, metatype: new () => object = Request): Promise<unknown> =>
  pipe.transform(value, { type: 'body', metatype });
const good = { productId: '1001', qty: 1 };

/** The fields that a request is refused for. */
async function refused(value: unknown, metatype: new () => object = Request): Promise<string[]> {
  const error = (await check(value, metatype).then(
    () => new Error('the request was taken'),
    (reason: unknown) => reason,
  )) as { status?: number; code?: string; details?: { members: { errors: { field: string }[] } } };
  expect(error).toMatchObject({ code: 'request.invalid', status: 400 });
  return error.details?.members.errors.map(({ field }) => field) ?? [];
}

describe('A request', () => {
  it('is taken with numbers as text and texts as numbers', async () => {
    expect(await check({ productId: 1001, qty: '2' })).toEqual({ productId: '1001', qty: 2 });
    expect(await check(good)).toBeInstanceOf(Request);
  });

  it.each(['1e3', '0x10', '', ' ', 'one', '1,5', 'Infinity', '1.5', '0', '-1', null, true, [1], {}])(
    'is refused for the quantity %j',
    async (qty) => {
      expect(new Set(await refused({ ...good, qty }))).toEqual(new Set(['qty']));
    },
  );

  it('is refused by name for every fault, and the value is not repeated', async () => {
    expect(new Set(await refused({ productId: 'much too long', qty: 0 }))).toEqual(new Set(['productId', 'qty']));
    await expect(check({ productId: 'hunter2', qty: 1 })).rejects.not.toThrow('hunter2');
  });

  it('is refused for what its class does not name', async () => {
    expect(await refused({ ...good, admin: true })).toEqual(['admin']);
  });

  it('names a nested member by its path', async () => {
    expect(await refused({ ...good, address: { city: 7 } })).toEqual(['address.city']);
  });

  it('may leave an optional member out, and null means the same', async () => {
    expect(await check({ ...good, note: undefined })).toMatchObject(good);
    expect(await check({ ...good, note: null, address: null, id: null })).toEqual(good);
    expect(new Set(await refused({ ...good, qty: null }))).toEqual(new Set(await refused({ productId: '1001' })));
  });

  it.each([[undefined], [null], ['text'], [[]], [7]])('is refused as %j', async (value) => {
    await expect(check(value)).rejects.toMatchObject({ status: 400 });
  });
});

describe('The query of a list', () => {
  it('is the first 20 rows unless it says otherwise', async () => {
    expect(await check({}, PageQuery)).toMatchObject({ page: 0, size: 20 });
    expect(await check({ page: '2', size: '200', sort: 'id,desc' }, PageQuery)).toEqual({
      page: 2,
      size: 200,
      sort: 'id,desc',
    });
  });

  it.each([
    ['page', '-1'],
    ['page', '1000001'],
    ['page', 'x'],
    ['size', '0'],
    ['size', '201'],
    ['size', '1.5'],
    ['sort', ''],
    ['sort', 'id;drop table orders'],
    ['sort', 'id,up'],
    ['sort', ['id', 'status']],
  ])('is refused for %s=%j', async (name, value) => {
    expect(new Set(await refused({ [name]: value }, PageQuery))).toEqual(new Set([name]));
  });

  it('of the search by order needs an order id', async () => {
    expect(await check({ orderId: '7' }, FindByOrder)).toEqual({ orderId: 7 });
    expect(new Set(await refused({}, FindByOrder))).toEqual(new Set(['orderId']));
    expect(await refused({ orderId: '2147483648' }, FindByOrder)).toEqual(['orderId']);
  });
});

@IgnoreUnknownFields()
class Growing extends Request {}

describe('A request whose class ignores unknown fields', () => {
  const unknown = [1, 'text', true, null, [1], { href: 'http://shop/orders/1' }];

  it.each(unknown)('is taken without the unknown field %j', async (value) => {
    expect(await check({ id: value, ...good, _links: { self: value } }, Growing)).toEqual(good);
    expect(await check({ id: value, qty: '3' }, GrowingPlain)).toEqual({ qty: 3 });
  });

  it('is refused for the fields that it knows, by name', async () => {
    expect(await refused({ ...good, qty: 'x', id: 1 }, Growing)).toEqual(expect.arrayContaining(['qty']));
    expect(await refused({ ...good, address: { city: 7 }, id: 1 }, Growing)).toEqual(['address.city']);
  });

  it('is the only one that ignores them', async () => {
    expect(await refused({ ...good, id: 1 })).toEqual(['id']);
    await expect(pipe.transform({ page: '0', id: '1' }, { type: 'query', metatype: PageQuery })).rejects.toThrow('id');
  });
});

@IgnoreUnknownFields()
class GrowingPlain {
  @AcceptNumber() @IsInt() qty: number;
}

class Base {
  @AcceptNumber() @IsInt() @Min(1) qty: number;
  @IsOptional() @Transform(() => undefined) status?: unknown;
}

class Plain extends Base {
  @AcceptText() @IsString() @MaxLength(5) productId: string;
  @MayBeAbsent() @Matches(/^[A-Z]{3}$/) currency: string = 'EUR';
}

describe('A compiled request', () => {
  const values = [
    undefined,
    null,
    '',
    '1',
    ' 2',
    '1.5',
    1,
    0,
    -1,
    1.5,
    'EUR',
    'eur',
    'long text',
    true,
    [1],
    [],
    {},
    { a: 1 },
  ];
  const keys = ['qty', 'status', 'productId', 'currency', 'admin', '__proto__', 'constructor'];
  /** Class-transformer and class-validator alone, with the same settings. */
  const whole = new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true });
  const outcome = (answer: Promise<unknown>): Promise<unknown> =>
    answer.then(
      (request) => ({ request, type: (request as object).constructor.name, keys: Object.keys(request as object) }),
      () => 'refused',
    );

  it('is what class-transformer and class-validator make of it, and refused where they refuse it', async () => {
    let taken = 0;
    for (let n = 0; n < 4_000; n += 1) {
      const pick = <T>(from: readonly T[], seed: number): T => from[(n * seed + (n >> 3)) % from.length] as T;
      const plain = {
        qty: pick(values, 5),
        productId: pick(values, 7),
        ...(n % 3 === 0 ? {} : { [pick(keys, 3)]: pick(values, 11) }),
        ...(n % 5 === 0 ? { qty: '3', productId: 1001 } : {}),
      };
      const [mine, theirs] = await Promise.all([
        outcome(check({ ...plain }, Plain)),
        outcome(whole.transform(presentFields(Plain, { ...plain }), { type: 'body', metatype: Plain })),
      ]);
      expect({ plain, outcome: mine }).toEqual({ plain, outcome: theirs });
      if (mine !== 'refused') taken += 1;
    }
    expect(taken).toBeGreaterThan(200);
  });

  it('is made without them when it is good', () => {
    const request = compileRequest(Plain)?.({ qty: '2', productId: 1001, status: 'order' });
    expect(request).toBeInstanceOf(Plain);
    expect(request).toEqual({ qty: 2, productId: '1001', currency: 'EUR', status: undefined });
  });

  class Many {
    @IsInt({ each: true }) @ArrayMaxSize(3) numbers: number[];
  }
  class Grouped {
    @IsInt({ groups: ['some'] }) qty: number;
  }
  class Sometimes {
    @IsInt({ validateIf: () => false }) qty: number;
  }

  it('is left to them where the rules are more than checks of plain members', async () => {
    expect(compileRequest(Request)).toBeUndefined();
    expect(compileRequest(Many)).toBeUndefined();
    expect(compileRequest(Grouped)).toBeUndefined();
    expect(compileRequest(Sometimes)?.({ qty: 'x' })).toBeUndefined();
    expect(await check({ numbers: [1, 2] }, Many)).toEqual({ numbers: [1, 2] });
    expect(await check({ qty: 'x' }, Sometimes)).toEqual({ qty: 'x' });
  });
});
