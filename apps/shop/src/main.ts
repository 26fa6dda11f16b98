import { mkdirSync } from 'node:fs';
import { identityIsOn } from './environment.ts';
import { readable } from './log-line.ts';
import { PortsUnavailable } from './ports.ts';
import { RouteError } from './routes.ts';
import { SERVICES } from './services.ts';
import { Shop, ShopError } from './shop.ts';

/** Signals within this time of the first are the same Ctrl-C: npm and the terminal both deliver it. In milliseconds. */
const SAME_SIGNAL = 400;

const started = Date.now();
const seconds = (): string => `${((Date.now() - started) / 1000).toFixed(1)} s`;
const say = (who: string, text: string): boolean =>
  process.stdout.write(text.replace(/^/gm, `${who.padEnd(12)} | `) + '\n');

const shop = new Shop({
  onLine: (service, line) => say(service, readable(line)),
  onReady: (service, readiness) => {
    if (!stopping) {
      say(service, readiness.state === 'ready' ? `ready after ${seconds()}` : `NOT ready: ${readiness.detail}`);
    }
  },
  onDeath: (service, how) => say(service, `${how}. It stays down; start it again with: npx nx serve ${service}`),
});
let stopping = 0;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
// Whoever started this has been killed: nobody is left to stop the services.
const parent = process.ppid;
setInterval(() => process.ppid === parent || stopping || void stop(), 500).unref();
// A reader that has gone (`npm start | head`) is no reason to crash.
process.stdout.on('error', () => undefined);

try {
  mkdirSync(process.env['DATA_DIR'] || '.data', { recursive: true });
  await shop.open();
  if (!stopping) announce(shop);
} catch (error) {
  if (!(error instanceof ShopError || error instanceof PortsUnavailable || error instanceof RouteError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function announce({ urls }: Shop): void {
  const local = (url: string): string => url.replace('127.0.0.1', 'localhost');
  const apis = SERVICES.map(
    (service) => `  ${service.padEnd(13)} ${local(urls[service])}   ${local(urls[service])}/docs`,
  );
  const identity = identityIsOn(process.env)
    ? 'Identity is on: requests need a token.'
    : 'Identity is off: no JWT_* is set, so everything listens on loopback only and everybody may do everything.';
  const lines = [
    '',
    `The shop is open after ${seconds()}.`,
    '',
    `  page          ${local(urls.gateway)}/`,
    `  gateway       ${local(urls.gateway)}`,
    ...apis,
  ];
  process.stdout.write([...lines, '', identity, 'Ctrl-C stops everything.', '', ''].join('\n'));
}

async function stop(): Promise<void> {
  if (stopping) {
    if (Date.now() - stopping < SAME_SIGNAL) return;
    process.stdout.write('Killing what still runs.\n');
    process.exit(130);
  }
  stopping = Date.now();
  process.stdout.write('\nStopping (once more Ctrl-C kills) …\n');
  const killed = await shop.stop();
  process.stdout.write(
    killed.length === 0 ? 'Everything has stopped.\n' : `Killed after the grace period: ${killed.join(', ')}.\n`,
  );
  process.exit(0);
}
