import { join } from 'node:path';
import { parseArgs } from 'node:util';

export const SERVICES = ['order', 'payment', 'delivery', 'customerpage'] as const;
export type ServiceName = (typeof SERVICES)[number];

export const HELP = `npm run verify -- [options]
  --data-dir DIR   where the SQLite files and the embedded log are (default: DATA_DIR, or .data)
  --settled        nothing may be under way: every order has its end, every event is published and consumed
  --grace SECONDS  how long an order may be under way without being judged (default 60)
  --json           the result as JSON
ORDER_DATABASE_URL, PAYMENT_DATABASE_URL, DELIVERY_DATABASE_URL, CUSTOMERPAGE_DATABASE_URL and KAFKA_BROKERS name servers.
Ends with 0 when everything holds, with 1 on a breach, with 2 when something cannot be read.`;

export interface Options {
  databases: Record<ServiceName, string>;
  dataDir: string;
  brokers: string[];
  settled: boolean;
  /** Milliseconds. */
  grace: number;
  json: boolean;
  help: boolean;
}

export function parseOptions(args: string[], env: NodeJS.ProcessEnv): Options {
  const { values } = parseArgs({
    args,
    options: {
      'data-dir': { type: 'string' },
      settled: { type: 'boolean', default: false },
      grace: { type: 'string', default: '60' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const dataDir = values['data-dir'] ?? env['DATA_DIR'] ?? '.data';
  const url = (service: ServiceName): string =>
    env[`${service.toUpperCase()}_DATABASE_URL`] ?? `sqlite:${join(dataDir, `${service}.sqlite`)}`;
  return {
    databases: {
      order: url('order'),
      payment: url('payment'),
      delivery: url('delivery'),
      customerpage: url('customerpage'),
    },
    dataDir,
    brokers: (env['KAFKA_BROKERS'] ?? '').split(',').filter((broker) => broker !== ''),
    settled: values.settled,
    grace: values.settled ? 0 : Number(values.grace) * 1000,
    json: values.json,
    help: values.help,
  };
}
