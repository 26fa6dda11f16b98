import { pageOf, toPage, type Page, type Resource } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { toVehicleView, type VehiclesQuery, type VehicleView } from './vehicle.dto.js';
import { Vehicle } from './vehicle.entity.js';
import { VehicleNotFound } from './vehicle.errors.js';

/** Reads vehicles. */
@Injectable()
export class VehiclesQueries {
  constructor(@InjectRepository(Vehicle) private readonly vehicles: Repository<Vehicle>) {}

  async list(query: VehiclesQuery): Promise<Page<VehicleView>> {
    const { productId, state } = query;
    const where = { ...(productId !== undefined && { productId }), ...(state && { state }) };
    const [found, total] = await this.vehicles.findAndCount({ where, ...pageOf(query, ['id']) });
    return toPage('/vehicles', 'vehicles', found.map(toVehicleView), total, query);
  }

  /** @throws {VehicleNotFound} */
  async get(id: number): Promise<Resource<VehicleView>> {
    const vehicle = await this.vehicles.findOneBy({ id });
    if (!vehicle) throw new VehicleNotFound(id);
    return toVehicleView(vehicle);
  }
}
