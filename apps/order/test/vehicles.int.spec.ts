import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { engines, type Answer } from '@carshare/testing';
import { addVehicles, booking } from './fleet.js';
import { OrderService } from './order-service.js';

let plates = 0;
const plate = (): string => `B-CS ${String((plates += 1))}`;

describe.each(engines('mysql'))('On $name, an operator', (engine) => {
  let shop: OrderService;

  beforeAll(async () => {
    shop = await OrderService.on(engine);
    await addVehicles(shop, 0);
  });
  beforeEach(() => shop.setStock(20));
  afterAll(() => shop.stop());

  const add = (more: object = {}): Promise<Answer> =>
    shop.service.post('/vehicles', { productId: '1001', plate: plate(), ...more });
  const added = async (more: object = {}): Promise<number> => Number((await add(more)).body['id']);
  const change = (id: number, body: object, ifMatch?: string): Promise<Answer> =>
    shop.service.patch(`/vehicles/${id}`, body, ifMatch === undefined ? {} : { 'if-match': ifMatch });
  /** Free cars, and all cars, of the pool. */
  const pool = async (): Promise<number[]> => {
    const sql = "SELECT stock, fleet FROM cars WHERE product_id = '1001'";
    const [row] = await shop.service.rows<{ stock: number; fleet: number }>(sql);
    return [Number(row?.stock), Number(row?.fleet)];
  };

  it('adds a vehicle beside the pool, or moves a car of the pool, and back', async () => {
    const [stock, fleet] = (await pool()) as [number, number];
    const beside = await add();
    expect(beside).toMatchObject({ status: 201, body: { state: 'InService', outOrderId: null, dueAt: null } });
    expect(beside.headers.get('location')).toBe(`/vehicles/${String(beside.body['id'])}`);
    expect(await pool()).toEqual([stock, fleet]);
    const id = await added({ fromStock: true });
    expect(await pool()).toEqual([stock - 1, fleet - 1]);
    expect(await change(id, { state: 'Pool' })).toMatchObject({ status: 200, body: { state: 'Pool' } });
    expect(await pool()).toEqual([stock, fleet]);
    expect((await change(id, { state: 'Pool' })).status).toBe(200);
    expect(await pool()).toEqual([stock, fleet]);
    expect((await change(id, { state: 'InService' })).status).toBe(200);
    expect(await pool()).toEqual([stock - 1, fleet - 1]);
  });

  it('moves no car that the pool does not have', async () => {
    const id = await added();
    await change(id, { state: 'Pool' });
    await shop.setStock(0);
    for (const answer of [await add({ fromStock: true }), await change(id, { state: 'InService' })]) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'car.out_of_stock' } });
    }
    expect((await shop.service.get(`/vehicles/${id}`)).body).toMatchObject({ state: 'Pool' });
  });

  it('pauses a vehicle, which takes no booking until it is in service again', async () => {
    const vehicleId = await added();
    expect((await change(vehicleId, { state: 'OutOfService' })).status).toBe(200);
    const book = (): Promise<Answer> => shop.service.post('/orders', booking(0, 9, { vehicleId }));
    expect(await book()).toMatchObject({ status: 409, body: { code: 'car.not_available' } });
    expect((await change(vehicleId, { state: 'InService' })).status).toBe(200);
    expect((await book()).status).toBe(201);
    for (const state of ['Pool', 'Retired']) {
      expect(await change(vehicleId, { state })).toMatchObject({ status: 409, body: { code: 'vehicle.booked' } });
    }
  });

  it('retires a vehicle for ever', async () => {
    const id = await added();
    expect((await change(id, { state: 'Retired' })).status).toBe(200);
    const again = await change(id, { state: 'InService' });
    expect(again).toMatchObject({ status: 409, body: { code: 'vehicle.state_conflict', state: 'Retired' } });
  });

  it('overwrites nothing that another operator has changed', async () => {
    const answer = await add();
    const [id, seen] = [Number(answer.body['id']), String(answer.headers.get('etag'))];
    const saved = await change(id, { plate: plate() }, seen);
    expect(saved.status).toBe(200);
    expect(await change(id, { state: 'Retired' }, seen)).toMatchObject({
      status: 412,
      body: { code: 'vehicle.changed' },
    });
    expect((await change(id, { state: 'Retired' }, String(saved.headers.get('etag')))).status).toBe(200);
  });

  it('gives each plate once, and lists the vehicles of a state', async () => {
    const taken = plate();
    const id = await added({ plate: taken });
    expect(await add({ plate: taken })).toMatchObject({ status: 409, body: { code: 'vehicle.plate_taken' } });
    expect((await change(await added(), { plate: taken })).status).toBe(409);
    await change(id, { state: 'OutOfService' });
    const listed = await shop.service.list('/vehicles?state=OutOfService&productId=1001');
    expect(listed).toEqual([expect.objectContaining({ id, plate: taken })]);
    expect((await add({ productId: '999' })).body).toMatchObject({ code: 'car.not_found' });
    expect((await add({ plate: ' ' })).status).toBe(400);
    expect((await change(999_999, {})).body).toMatchObject({ code: 'vehicle.not_found' });
  });

  it('adds a model, renames it and sets its prices', async () => {
    const model = { productId: '2001', model: 'Compact', pricePerUnit: 55, pricePerDay: 55, pricePerHour: 9, stock: 3 };
    expect(await shop.service.post('/cars', model)).toMatchObject({ status: 201, body: { ...model, currency: 'EUR' } });
    expect(await shop.service.post('/cars', model)).toMatchObject({ status: 409, body: { code: 'car.exists' } });
    const changed = await shop.service.patch('/cars/2001', { model: 'Compact Two', pricePerDay: 60 });
    expect(changed.body).toMatchObject({ model: 'Compact Two', pricePerUnit: 55, pricePerDay: 60, pricePerHour: 9 });
    expect((await shop.service.post('/orders', { productId: '2001', qty: 1 })).body).toMatchObject({ amount: 55 });
    const won = { productId: '2002', model: 'Won', currency: 'KRW', pricePerUnit: 49_000, pricePerDay: 49_000 };
    expect((await shop.service.post('/cars', { ...won, pricePerHour: 8_000.5 })).status).toBe(400);
    expect((await shop.service.post('/cars', { ...won, pricePerHour: 8_000 })).body).toMatchObject({
      pricePerDay: 49_000,
    });
    await shop.service.post('/vehicles', { productId: '2002', plate: plate() });
    expect((await shop.service.post('/orders', booking(0, 26, { productId: '2002' }))).body).toMatchObject({
      amount: 65_000,
      currency: 'KRW',
    });
  });

  const dayAboveItsHours = { pricePerDay: 24 * 8 + 0.01, pricePerHour: 8 };
  const dayWithoutHour = { pricePerDay: 49 };
  const fractionOfCent = { pricePerHour: 0.001 };
  it.each<object>([dayAboveItsHours, dayWithoutHour, fractionOfCent])('sets no price %j', async (prices) => {
    expect((await shop.service.patch('/cars/1002', prices)).status).toBe(400);
    expect((await shop.service.get('/cars/1002')).body).not.toHaveProperty('pricePerDay');
  });

  it('retires a model without vehicles: it is neither listed nor ordered, and its productId stays taken', async () => {
    await shop.service.post('/cars', { productId: '3001', model: 'Old', pricePerUnit: 10, stock: 1 });
    const id = Number((await shop.service.post('/vehicles', { productId: '3001', plate: plate() })).body['id']);
    const refused = await shop.service.delete('/cars/3001');
    expect(refused).toMatchObject({ status: 409, body: { code: 'car.has_vehicles', vehicles: [id] } });
    await change(id, { state: 'Retired' });
    expect((await shop.service.delete('/cars/3001', { 'if-match': '"another"' })).status).toBe(412);
    expect((await shop.service.delete('/cars/3001')).status).toBe(204);
    expect((await shop.service.list('/cars')).map(({ productId }) => productId)).not.toContain('3001');
    for (const answer of [
      await shop.service.get('/cars/3001'),
      await shop.service.delete('/cars/3001'),
      await shop.service.post('/orders', { productId: '3001', qty: 1 }),
      await shop.service.post('/vehicles', { productId: '3001', plate: plate() }),
    ]) {
      expect(answer).toMatchObject({ status: 404, body: { code: 'car.not_found' } });
    }
    const again = await shop.service.post('/cars', { productId: '3001', model: 'New', pricePerUnit: 10 });
    expect(again).toMatchObject({ status: 409, body: { code: 'car.exists' } });
  });
});
