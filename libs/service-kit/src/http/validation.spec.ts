import { describe, expect, it } from '@jest/globals';
import { Type } from 'class-transformer';
import { IsInt, IsString, MaxLength, Min, ValidateNested } from 'class-validator';
import { FindByOrder, PageQuery } from './hal.js';
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

  it('may leave an optional member out, but not null it', async () => {
    expect(await check({ ...good, note: undefined })).toMatchObject(good);
    expect(await refused({ ...good, note: null })).toEqual(['note']);
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
