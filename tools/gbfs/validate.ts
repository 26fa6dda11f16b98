/**
 * Validates the GBFS feeds of the order service by the official schemas: starts it on the demo fleet, books some cars and runs
 * `gbfs-validator`, which is installed into node_modules/.cache. The report is artifacts/gbfs/report.json.
 */
import { join } from 'node:path';
import { DemoOrder } from './demo-order.ts';
import { faultsOf, install, validate } from './validator.ts';

const FEEDS = [
  'gbfs',
  'system_information',
  'vehicle_types',
  'station_information',
  'station_status',
  'vehicle_status',
  'vehicle_availability',
  'system_pricing_plans',
];

install();
const order = await DemoOrder.start();
try {
  await order.use();
  const { version, files } = validate(
    `${order.url}/gbfs/v3/gbfs.json`,
    join(import.meta.dirname, '../../artifacts/gbfs/report.json'),
  );
  const published = files.filter(({ exists }) => exists);
  const faults = files.flatMap(faultsOf);
  // A file that the validator does not find has no errors either.
  const missing = FEEDS.filter((name) => !published.some(({ file }) => file === `${name}.json`));
  faults.push(...missing.map((name) => `${name}.json: the validator has not read it`));
  for (const fault of faults) console.error(fault);
  console.log(`gbfs: ${published.length} feeds validated as ${version.validated}, ${faults.length} faults`);
  process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
  await order.stop();
}
