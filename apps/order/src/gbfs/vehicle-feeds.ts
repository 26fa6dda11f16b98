import type { Drive } from './drive.js';
import { timestamp } from './feed.js';
import type { ListedVehicle } from './listed-vehicle.js';
import type { BookableModel } from './model-feeds.js';
import { STATION_ID } from './system-feeds.js';

/** How many cars a customer could get now. */
export function stationStatus(models: readonly BookableModel[], vehicles: readonly ListedVehicle[], now: Date): object {
  const available = vehicles.filter(({ isAtDepot, isFreeNow }) => isAtDepot && isFreeNow);
  const station = {
    station_id: STATION_ID,
    num_vehicles_available: available.length,
    vehicle_types_available: models.map(({ car }) => ({
      vehicle_type_id: car.productId,
      count: available.filter(({ productId }) => productId === car.productId).length,
    })),
    is_installed: true,
    is_renting: true,
    is_returning: true,
    last_reported: timestamp(now),
  };
  return { stations: [station] };
}

/**
 * The cars that wait at the depot; one whose next booking is too near to begin another one is reserved. The range is that of a full
 * battery or tank: a car is charged or fuelled before it is brought, and its level is known to delivery alone.
 * @param horizon a car that is free until then is available without end
 */
export function vehicleStatus(
  vehicles: readonly ListedVehicle[],
  driveOf: (productId: string) => Drive,
  horizon: Date,
): object {
  const listed = vehicles.filter(({ isAtDepot }) => isAtDepot);
  return {
    vehicles: listed.map(({ publicId, productId, isFreeNow, windows: [next] }) => ({
      vehicle_id: publicId,
      vehicle_type_id: productId,
      station_id: STATION_ID,
      home_station_id: STATION_ID,
      is_reserved: !isFreeNow,
      is_disabled: false,
      current_range_meters: driveOf(productId).rangeMeters,
      ...(isFreeNow && next && next.to < horizon && { available_until: timestamp(next.to) }),
    })),
  };
}

/** When each car can be booked. The end of a window is never left out: that would mean a car that can be booked for ever. */
export function vehicleAvailability(vehicles: readonly ListedVehicle[]): object {
  return {
    vehicles: vehicles.map(({ publicId, productId, windows }) => ({
      vehicle_id: publicId,
      vehicle_type_id: productId,
      station_id: STATION_ID,
      availabilities: windows.map(({ from, to }) => ({ from: timestamp(from), until: timestamp(to) })),
    })),
  };
}
