/**
 * Fuzzes the topic: records that no consumer can handle, between real orders. Embedded, or on the servers that TEST_MYSQL_URL,
 * TEST_POSTGRES_URL and TEST_KAFKA_BROKERS name; a PostgreSQL address in TEST_MYSQL_URL puts all services on PostgreSQL.
 * `npx nx run e2e:topic-fuzz -- --records 20000`
 */
import { parseArgs } from 'node:util';
import { exitOnSignal } from '../src/support/launcher.js';
import { fuzzTopic } from '../src/support/topic-fuzz.js';

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '2000' },
    orders: { type: 'string', default: '500' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
  },
});
exitOnSignal();
const options = { records: Number(values.records), orders: Number(values.orders), seed: Number(values.seed) };
process.stdout.write(`topic fuzz: ${JSON.stringify(options)}\n`);
const report = await fuzzTopic({ ...options, log: (line) => process.stdout.write(`topic fuzz: ${line}\n`) });
process.stdout.write(`topic fuzz: ${JSON.stringify(report)}\n`);
