import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

type Schema = Record<string, unknown>;

const text = { type: 'string', minLength: 1 };
/** An ID is printable ASCII without the space. */
const id = { type: 'string', pattern: '^[!-~]+$' };
const link = { type: 'string', pattern: '^https?://[^ ]+$' };
const count = { type: 'integer', minimum: 0 };
const amount = { type: 'number', minimum: 0 };
const flag = { type: 'boolean' };
const time = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(Z|[+-]\\d\\d:\\d\\d)$' };
const language = { type: 'string', pattern: '^[a-z]{2,3}(-[A-Z]{2})?$' };
const list = (items: Schema, minItems = 0): Schema => ({ type: 'array', items, minItems });

/** An object with these members and no others. */
function object(required: Record<string, Schema>, optional: Record<string, Schema> = {}): Schema {
  return {
    type: 'object',
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

const translated = list(object({ text, language }), 1);
const segment = object({ start: count, rate: { type: 'number' }, interval: count }, { end: count });

const FEED_NAMES = [
  'gbfs',
  'system_information',
  'vehicle_types',
  'station_information',
  'station_status',
  'vehicle_status',
  'vehicle_availability',
  'system_pricing_plans',
];

const vehicleType = object(
  {
    vehicle_type_id: id,
    form_factor: { const: 'car' },
    propulsion_type: {
      enum: ['electric', 'combustion', 'combustion_diesel', 'hybrid', 'plug_in_hybrid', 'hydrogen_fuel_cell'],
    },
    // Required of every type with a motor; also the plan, as plans are published.
    max_range_meters: amount,
    default_pricing_plan_id: id,
  },
  { name: translated, return_constraint: { enum: ['free_floating', 'roundtrip_station', 'any_station', 'hybrid'] } },
);

const station = object(
  {
    station_id: id,
    name: translated,
    lat: { type: 'number', minimum: -90, maximum: 90 },
    lon: { type: 'number', minimum: -180, maximum: 180 },
  },
  {
    is_virtual_station: flag,
    parking_type: {
      enum: ['parking_lot', 'street_parking', 'underground_parking', 'sidewalk_parking', 'other'],
    },
  },
);

/** Docks are no part of it: a virtual station has none. The counts by type are required as types are published. */
const stationState = object({
  station_id: id,
  num_vehicles_available: count,
  vehicle_types_available: list(object({ vehicle_type_id: id, count })),
  is_installed: flag,
  is_renting: flag,
  is_returning: flag,
  last_reported: time,
});

/** A vehicle of a station has no position of its own. The range is required of every type with a motor. */
const vehicle = object(
  {
    vehicle_id: id,
    vehicle_type_id: id,
    station_id: id,
    is_reserved: flag,
    is_disabled: flag,
    current_range_meters: amount,
  },
  { home_station_id: id, available_until: time },
);

const available = object({
  vehicle_id: id,
  vehicle_type_id: id,
  station_id: id,
  // Optional in the specification: without it the vehicle is free for ever.
  availabilities: list(object({ from: time, until: time })),
});

const plan = object(
  {
    plan_id: id,
    name: translated,
    currency: { type: 'string', pattern: '^[A-Z]{3}$' },
    price: amount,
    is_taxable: flag,
    description: translated,
  },
  { per_min_pricing: list(segment), fare_capping: object({ duration: count, price: amount }) },
);

/** The data of each feed that this shop publishes, written from the text of GBFS 3.1-RC3; narrower where the shop always sends a field. */
const DATA: Record<string, Schema> = {
  gbfs: object({ feeds: list(object({ name: { enum: FEED_NAMES }, url: link }), FEED_NAMES.length) }),
  system_information: object(
    {
      system_id: id,
      languages: list(language, 1),
      name: translated,
      opening_hours: text,
      feed_contact_email: { type: 'string', pattern: '^[^ @]+@[^ @]+$' },
      timezone: { type: 'string', pattern: '^[A-Za-z_]+(/[A-Za-z_+-]+)*$' },
    },
    { operator: translated, url: link, license_id: text },
  ),
  vehicle_types: object({ vehicle_types: list(vehicleType) }),
  station_information: object({ stations: list(station) }),
  station_status: object({ stations: list(stationState) }),
  vehicle_status: object({ vehicles: list(vehicle) }),
  vehicle_availability: object({ vehicles: list(available) }),
  system_pricing_plans: object({ plans: list(plan) }),
};

const ajv = new Ajv2020({ allErrors: true });

/** A validator for each feed, by its name. */
export const feedValidators: ReadonlyMap<string, ValidateFunction> = new Map(
  Object.entries(DATA).map(([name, data]) => [
    name,
    ajv.compile(object({ last_updated: time, ttl: count, version: { const: '3.1-RC3' }, data })),
  ]),
);
