import { Reader } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { Block } from '../vehicles/block.entity.js';
import { Vehicle } from '../vehicles/vehicle.entity.js';
import { VehicleNotFound } from '../vehicles/vehicle.errors.js';
import { toBlockView, type BlocksView } from './dispatch.dto.js';

/** Reads the blocks of vehicles. */
@Injectable()
export class BlocksQueries {
  constructor(private readonly reader: Reader) {}

  /** Those of a vehicle that are not over. @throws {VehicleNotFound} */
  async ofVehicle(vehicleId: number, now = new Date()): Promise<BlocksView> {
    if (!(await this.reader.find(Vehicle, { id: vehicleId }))) throw new VehicleNotFound(vehicleId);
    const condition = 'vehicle_id = ? AND ends_at > ? ORDER BY starts_at, id LIMIT 500';
    const blocks = await this.reader.findWhere(Block, condition, [vehicleId, now.getTime()]);
    return { blocks: blocks.map(toBlockView) };
  }
}
