import { pageOf, toPage, type Page, type PageQuery, type Principal, type Resource } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import { Cancellation } from './cancellation.entity.js';
import {
  toCancellationView,
  toDeliveryView,
  type CancellationView,
  type DeliveriesQuery,
  type DeliveryView,
} from './delivery.dto.js';
import { Delivery } from './delivery.entity.js';
import { CancellationNotFound, DeliveryNotFound } from './delivery.errors.js';

/** Reads deliveries and their cancellations. */
@Injectable()
export class DeliveriesQueries {
  constructor(
    @InjectRepository(Delivery) private readonly deliveries: Repository<Delivery>,
    @InjectRepository(Cancellation) private readonly cancellations: Repository<Cancellation>,
  ) {}

  /** @throws {DeliveryNotFound} also for the delivery of another customer */
  async get(id: number, caller: Principal): Promise<Resource<DeliveryView>> {
    const delivery = await this.deliveries.findOneBy({ id, ...caller.visible });
    if (!delivery) throw new DeliveryNotFound(id);
    return toDeliveryView(delivery);
  }

  async list(query: DeliveriesQuery, caller: Principal): Promise<Page<DeliveryView>> {
    const where = { ...caller.visible, ...(query.orderId && { orderId: In(query.orderId) }) };
    const [deliveries, total] = await this.deliveries.findAndCount({ where, ...pageOf(query, ['id']) });
    return toPage('/deliveries', 'deliveries', deliveries.map(toDeliveryView), total, query);
  }

  /** @throws {CancellationNotFound} also for the cancellation of another customer */
  async getCancellation(id: number, caller: Principal): Promise<Resource<CancellationView>> {
    const cancellation = await this.cancellations.findOneBy({ id, ...caller.visible });
    if (!cancellation) throw new CancellationNotFound(id);
    return toCancellationView(cancellation);
  }

  async listCancellations(query: PageQuery, caller: Principal): Promise<Page<CancellationView>> {
    const [cancellations, total] = await this.cancellations.findAndCount({
      where: caller.visible,
      ...pageOf(query, ['id']),
    });
    return toPage('/cancellations', 'cancellations', cancellations.map(toCancellationView), total, query);
  }
}
