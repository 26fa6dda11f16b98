import { parseArgs } from 'node:util';
import type { ServiceName } from './options.ts';

const PORTS: Readonly<Record<ServiceName, number>> = { order: 8081, delivery: 8082, customerpage: 8083, payment: 8084 };

const HELP = `npm run operator -- <command> [options]
  list                          what is stuck, in every service
  show SERVICE ID               one of them, with the event as it stood on the topic: as text, and byte for byte in Base64
  show SERVICE ID --raw         the bytes of its value and nothing else
  retry SERVICE ID              handle it again: a dead letter alone, a parked event with its key, in order
  discard SERVICE ID --reason R drop it, with a reason that is recorded
  retry-order ID                retry the order's due step now
Options: --url URL (the gateway; default: the local ports), --token TOKEN (role operator, where identity is on)`;

interface Stuck {
  id: string;
  service: string;
  kind: string;
  key: string;
  type: string | null;
  reason: string;
  since: string;
}

interface StuckPart {
  stuck: Stuck[];
  /** Absent at a service of an earlier version. */
  next?: string | null;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string' },
    token: { type: 'string' },
    reason: { type: 'string' },
    raw: { type: 'boolean', default: false },
    help: { type: 'boolean' },
  },
});

/** An error message for the operator. */
class Refused extends Error {}

async function call<T>(service: string, method: string, path: string, body?: object): Promise<T> {
  if (!(service in PORTS)) {
    throw new Refused(`There is no service ${service}. Services: ${Object.keys(PORTS).join(', ')}.`);
  }
  const base = values.url ?? `http://127.0.0.1:${PORTS[service as keyof typeof PORTS]}`;
  const headers: Record<string, string> = {};
  if (values.token !== undefined) headers['authorization'] = `Bearer ${values.token}`;
  if (body) headers['content-type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(`${base}/operator/${service}/${path}`, {
      method,
      headers,
      body: body ? JSON.stringify(body) : null,
    });
  } catch {
    throw new Refused(`${service} does not answer at ${base}. Is it running?`);
  }
  const answer = parse(await response.text()) as (T & { detail?: string }) | undefined;
  if (!answer) {
    throw new Refused(
      `${service} answers ${response.status} at ${base}, and not with JSON. Is that the shop's address?`,
    );
  }
  if (!response.ok) throw new Refused(`${service} answers ${response.status}: ${answer.detail ?? 'no reason given'}`);
  return answer;
}

/** @returns undefined for anything but a JSON object, such as an error page of a proxy */
function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Escapes the control characters of a record, which a terminal would interpret. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** Reads all pages of a service's stuck events. */
async function listOf(service: string): Promise<Stuck[]> {
  const all: Stuck[] = [];
  for (let after: string | null = '0'; after !== null;) {
    const part: StuckPart = await call<StuckPart>(service, 'GET', `stuck?after=${after}`);
    all.push(...part.stuck);
    after = part.next ?? null;
  }
  return all;
}

async function show(service: string, path: string): Promise<string | Buffer> {
  const detail = await call<{ record: { value: string | null } }>(service, 'GET', path);
  return values.raw ? Buffer.from(detail.record.value ?? '', 'base64') : JSON.stringify(detail, undefined, 2);
}

async function list(): Promise<string> {
  const lines: string[] = [];
  let silent = 0;
  for (const service of Object.keys(PORTS)) {
    let stuck: Stuck[];
    try {
      stuck = await listOf(service);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // Lists the other services even when one of them does not answer.
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 1;
      silent += 1;
      continue;
    }
    lines.push(
      ...stuck.map(
        ({ id, kind, key, type, reason, since }) =>
          `${service}  ${id}  ${kind}  order ${printable(key)}  ${printable(type ?? '?')}  since ${since}  ${printable(reason)}`,
      ),
    );
  }
  if (lines.length > 0) return lines.join('\n');
  return silent > 0 ? 'nothing is stuck at the services that answer' : 'nothing is stuck';
}

async function run(): Promise<string | Buffer> {
  const [command, service = '', id = ''] = positionals;
  const path = `stuck/${encodeURIComponent(id)}`;
  switch (command) {
    case 'list':
      return list();
    case 'show':
      return show(service, path);
    case 'retry':
      return (await call<{ outcome: string }>(service, 'POST', `${path}/retry`)).outcome;
    case 'discard':
      if (!values.reason) throw new Refused('Say why: --reason "…"');
      return (await call<{ outcome: string }>(service, 'DELETE', path, { reason: values.reason })).outcome;
    case 'retry-order':
      await call('order', 'POST', `orders/${encodeURIComponent(service)}/retry`);
      return `order ${service} is tried again`;
    case undefined:
      return HELP;
    default:
      if (!values.help) throw new Refused(`There is no command ${command}.\n${HELP}`);
      return HELP;
  }
}

try {
  const answer = await run();
  process.stdout.write(typeof answer === 'string' ? `${answer}\n` : answer);
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
