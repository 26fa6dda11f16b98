import { get, type ClientRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { sound } from '../../bench/measures/measure.ts';
import type { Phase } from './phases.ts';
import { settled } from './settled.ts';

const LOAD = { connections: 2, orders: 200, seconds: 10 };
const OPEN = [0, 1, 50];

/** CPU of customerpage per order with 0, 1 and 50 open pages; each of them receives all changes. */
export const streams: Phase = async (shop) => {
  const { system, load } = shop;
  const urls = system.urls('order');
  const [page = ''] = system.urls('customerpage');
  const figures: Record<string, number> = {};
  for (const count of OPEN) {
    const open: ClientRequest[] = [];
    let received = 0;
    for (let index = 0; index < count; index += 1) {
      const request = get(`${page}/customerpages/stream`, (response) =>
        response.on('data', (chunk: Buffer) => (received += chunk.length)),
      );
      request.on('error', () => undefined);
      open.push(request);
    }
    await sleep(1_000);
    const before = (await settled(shop))['cpu.customerpage'] ?? NaN;
    received = 0;
    const outcome = sound(await load.run({ kind: 'closed', urls, ...LOAD }));
    const after = (await settled(shop))['cpu.customerpage'] ?? NaN;
    figures[`cpu.${count}`] = (after - before) / outcome.accepted;
    if (count > 0) figures[`bytes.${count}`] = received / count / outcome.accepted;
    for (const request of open) request.destroy();
  }
  return figures;
};
