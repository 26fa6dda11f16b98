import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '../../bench/systems/sql.ts';
import type { Phase } from './phases.ts';
import { perUnit, withSql } from './snapshot.ts';

const EVENTS = 30_000;

/** One relay with a full outbox: order publishes copies of its events. The consumers are stopped. */
export const relaySpeed: Phase = async ({ system, surroundings, snapshot }) => {
  await system.stop(['order', 'delivery', 'customerpage']);
  return withSql('order', surroundings, async (sql) => {
    const [first, last] = await fill(sql);
    const sent = async (): Promise<number> => {
      const [row] = await sql.all('SELECT MIN(id) AS id FROM outbox WHERE sent_at IS NULL');
      return row?.['id'] === null ? last : Number(row?.['id']);
    };
    const after = async (share: number): Promise<number> => {
      let at = await sent();
      while (at < first + (last - first) * share) {
        await sleep(50);
        at = await sent();
      }
      return at;
    };
    await system.start(['order']);
    const from = await after(0.3);
    const [begun, before] = [performance.now(), await snapshot()];
    const events = (await after(0.8)) - from;
    const perSecond = (events / (performance.now() - begun)) * 1_000;
    return { events, perSecond, ...perUnit(before, await snapshot(), events) };
  });
};

/** Copies the rows of the outbox as unsent ones; returns their first and last id. */
async function fill(sql: Sql): Promise<[first: number, last: number]> {
  const newest = async (): Promise<number> => Number((await sql.all('SELECT MAX(id) AS id FROM outbox'))[0]?.['id']);
  const first = (await newest()) + 1;
  for (let copy = 0; (await newest()) < first + EVENTS; copy += 1) {
    await sql.all(
      `INSERT INTO outbox (event_id, type, message_key, value, headers, created_at)
       SELECT CONCAT('copy-${copy}-', id), type, message_key, value, headers, created_at FROM outbox`,
    );
  }
  return [first, await newest()];
}
