import { createHmac } from 'node:crypto';
import { Reader } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';

/** What the public id of a vehicle is derived from. */
export interface Rented {
  id: number;
  /** How often the vehicle was handed over. */
  rentals: number;
}

/**
 * The public ids of vehicles. An id changes with each rental, so that a reader cannot follow a car from trip to trip. The next id cannot
 * be computed without the secret.
 */
@Injectable()
export class VehicleIds {
  constructor(private readonly reader: Reader) {}

  /** @returns the id of each vehicle, in the ASCII letters that the specification recommends */
  async derive(): Promise<(vehicle: Rented) => string> {
    const [row] = await this.reader.query<{ value: string }>("SELECT value FROM secrets WHERE name = 'vehicle-ids'");
    if (!row) throw new Error('the secret of the vehicle ids is missing: the migration PublishFeeds stores it');
    return ({ id, rentals }) =>
      createHmac('sha256', Buffer.from(row.value, 'hex')).update(`${id}:${rentals}`).digest('base64url').slice(0, 22);
  }
}
