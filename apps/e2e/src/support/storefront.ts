import { expect } from '@jest/globals';
import type { Answer, Client, Problem } from './client.js';
import { eventually } from './eventually.js';
import type { Car, CustomerPage, Delivery, List, Order, Payment } from './resources.js';

/** The actions of a customer and an operator. */
export class Storefront {
  constructor(readonly client: Client) {}

  order(productId: string, qty: number, more: object = {}): Promise<Answer<Order>> {
    return this.client.post<Order>('/orders', { productId, qty, ...more });
  }

  /** Orders and expects 201. */
  async ordered(productId: string, qty = 1, more: object = {}): Promise<Order> {
    const answer = await this.order(productId, qty, more);
    expect(answer).toMatchObject({ status: 201 });
    return answer.body;
  }

  async shipped(productId: string, qty = 1): Promise<Order> {
    const { id } = await this.ordered(productId, qty);
    return await this.reaches(id, 'Shipped');
  }

  cancel(id: number): Promise<Answer<Order & Problem>> {
    return this.client.delete<Order & Problem>(`/orders/${id}`);
  }

  /** Waits until the order has the status and returns it. */
  reaches(id: number, status: string, within?: number): Promise<Order> {
    return eventually(async () => {
      const { body } = await this.client.get<Order>(`/orders/${id}`);
      expect(body).toMatchObject({ id, status });
      return body;
    }, within);
  }

  async stock(productId: string): Promise<number> {
    return (await this.client.get<Car>(`/cars/${productId}`)).body.stock;
  }

  async orders(query = ''): Promise<List<Order>> {
    return (await this.client.get<List<Order>>(`/orders${query}`)).body;
  }

  async payment(orderId: number): Promise<Payment | undefined> {
    return only(await this.all<Payment>('payments'), orderId);
  }

  async delivery(orderId: number): Promise<Delivery | undefined> {
    return only(await this.all<Delivery>('deliveries'), orderId);
  }

  async refunds(orderId: number): Promise<Payment[]> {
    return (await this.all<Payment>('paymentCancellations')).filter((entry) => entry.orderId === orderId);
  }

  async page(orderId: number): Promise<CustomerPage | undefined> {
    return only(await this.all<CustomerPage>('customerpages'), orderId);
  }

  /** Every row of a list, the newest 200. */
  async all<T>(name: string): Promise<T[]> {
    const { body } = await this.client.get<List<T>>(`/${name}?size=200&sort=id,desc`);
    return body._embedded[name] ?? [];
  }
}

/** The only row of an order: a second row would be a doubled effect. */
function only<T extends { orderId: number }>(rows: readonly T[], orderId: number): T | undefined {
  const own = rows.filter((row) => row.orderId === orderId);
  if (own.length > 1) throw new Error(`order ${orderId} has ${own.length} rows: ${JSON.stringify(own)}`);
  return own[0];
}
