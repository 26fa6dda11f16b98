import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Unreadable } from './unreadable.ts';

/** The services whose databases verify reads: those that publish or consume an event. */
export const SERVICES = ['order', 'payment', 'delivery', 'customerpage'] as const;
export type ServiceName = (typeof SERVICES)[number];

export const HELP = `npm run verify -- [options]
  --data-dir DIR   where the SQLite files and the embedded log are (default: DATA_DIR, or .data)
  --settled        nothing may be in progress: every order is settled, every event is published and consumed
  --grace SECONDS  how long an order may be in progress before it is judged (default 60)
  --json           the result as JSON
  --provider       compares the ledger with Stripe's own charges, refunds and disputes instead; needs the payment database and
                   STRIPE_SECRET_KEY, which may be a restricted key that reads payment intents, refunds and disputes
${SERVICES.map((service) => `${service.toUpperCase()}_DATABASE_URL`).join(', ')} and KAFKA_BROKERS name servers.
OUTBOX_RETENTION_DAYS, INBOX_RETENTION_DAYS, PLACE_RETENTION_DAYS and BOOKING_GRACE_MINUTES are the services' settings (default
7, 14, 30 and 15).
Ends with 0 when everything holds, with 1 on a breach, with 2 when something cannot be read.`;

export interface Options {
  databases: Record<ServiceName, string>;
  dataDir: string;
  brokers: string[];
  settled: boolean;
  /** Milliseconds. */
  grace: number;
  /** How long after its end a car may be kept before it is overdue, in milliseconds. */
  lateAfter: number;
  /** Retention of the services, in milliseconds. */
  kept: { outbox: number; inbox: number; places: number };
  json: boolean;
  /** Whether the ledger is compared with the provider's lists. */
  provider: { key: string; url: string | undefined } | undefined;
  help: boolean;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** @throws {Unreadable} naming the invalid option */
export function parseOptions(args: string[], env: NodeJS.ProcessEnv): Options {
  const values = parse(args);
  const dataDir = values['data-dir'] ?? env['DATA_DIR'] ?? '.data';
  const url = (service: ServiceName): string =>
    env[`${service.toUpperCase()}_DATABASE_URL`] ?? `sqlite:${join(dataDir, `${service}.sqlite`)}`;
  return {
    databases: Object.fromEntries(SERVICES.map((service) => [service, url(service)])) as Record<ServiceName, string>,
    dataDir,
    brokers: (env['KAFKA_BROKERS'] ?? '').split(',').filter((broker) => broker !== ''),
    settled: values.settled,
    grace: values.settled ? 0 : number('--grace', values.grace) * 1000,
    lateAfter: number('BOOKING_GRACE_MINUTES', env['BOOKING_GRACE_MINUTES'] ?? '15') * MINUTE_MS,
    kept: {
      outbox: number('OUTBOX_RETENTION_DAYS', env['OUTBOX_RETENTION_DAYS'] ?? '7') * DAY_MS,
      inbox: number('INBOX_RETENTION_DAYS', env['INBOX_RETENTION_DAYS'] ?? '14') * DAY_MS,
      places: number('PLACE_RETENTION_DAYS', env['PLACE_RETENTION_DAYS'] ?? '30') * DAY_MS,
    },
    json: values.json,
    provider: values.provider ? providerIn(env) : undefined,
    help: values.help,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        'data-dir': { type: 'string' },
        settled: { type: 'boolean', default: false },
        grace: { type: 'string', default: '60' },
        json: { type: 'boolean', default: false },
        provider: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new Unreadable(`${error instanceof Error ? error.message : String(error)}\n${HELP}`);
  }
}

function providerIn(env: NodeJS.ProcessEnv): { key: string; url: string | undefined } {
  const key = env['STRIPE_SECRET_KEY'];
  if (key) return { key, url: env['STRIPE_API_URL'] };
  throw new Unreadable(
    'verify --provider compares the ledger with Stripe: set STRIPE_SECRET_KEY to a key that may read payment intents, refunds and disputes.',
  );
}

function number(name: string, text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new Unreadable(`${name} must be a number that is not negative.`);
}
