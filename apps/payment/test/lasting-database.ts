import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine, TestDatabase } from '@carshare/testing';

/** A database that outlives the service: on SQLite a file of its own. */
export async function lastingDatabase(engine: Engine): Promise<{ url: string; drop: () => Promise<void> }> {
  const database: TestDatabase = await engine.create();
  const { url } = database;
  if (url !== undefined) return { url, drop: () => database.drop() };
  const folder = await mkdtemp(join(tmpdir(), 'carshare-payment-'));
  return { url: `sqlite:${join(folder, 'payment.sqlite')}`, drop: () => rm(folder, { recursive: true, force: true }) };
}
