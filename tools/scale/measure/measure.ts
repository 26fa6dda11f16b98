// `npx nx measure scale [-- PHASE…]`: measures what an order costs, and writes tools/scale/costs.json. With phases, only these; the
// others keep their figures.
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { prepare } from '../../launcher/bootstrap/prepare.mjs';
import { bookings, idle, lives, orders, type Phase } from './phases.ts';
import { relaySpeed } from './relay-speed.ts';
import { openShop } from './shop.ts';
import { stockRow } from './stock-row.ts';
import { stored } from './stored.ts';
import { streams } from './streams.ts';

const root = join(import.meta.dirname, '../../..');
await prepare(root);
const loadBefore = loadavg()[0] ?? 0;
const file = join(root, 'tools/scale/costs.json');
const only = process.argv.slice(2);
const figures: Record<string, unknown> =
  only.length === 0 ? {} : (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>);
const shop = await openShop(root);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void shop.close().finally(() => process.exit(1)));
}
const phases: Record<string, Phase> = { idle, orders, bookings, lives, streams, stored, stockRow, relaySpeed };
try {
  await shop.system.start();
  await shop.system.restock();
  for (const [name, phase] of Object.entries(phases)) {
    if (only.length > 0 && !only.includes(name)) continue;
    process.stderr.write(`${name}\n`);
    figures[name] = await phase(shop);
    // After each phase, so that a later failure loses nothing.
    write();
  }
} finally {
  await shop.close();
}

function write(): void {
  const machine = { cores: availableParallelism(), loadBefore, node: process.version, platform: process.platform };
  const result = { ...figures, command: 'npx nx measure scale', at: new Date().toISOString(), machine };
  writeFileSync(file, `${JSON.stringify(result, undefined, 2)}\n`);
}
