import { setTimeout as sleep } from 'node:timers/promises';
import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import type { UnitOfWork } from './core/unit-of-work.js';

/** A write that is younger than this shows that writing is possible, in milliseconds. */
const FRESH_MS = 1_000;
/** A full disk may still have space for one row in its place: what another write met counts this long, in milliseconds. */
const FULL_MS = 5_000;
/** How long a check waits for its write, in milliseconds. */
const PATIENCE_MS = 3_000;

/** The table whose one row readiness writes, to find out whether anything can be written. */
export class CreateWriteCheck1764000000011 implements MigrationInterface {
  readonly name = 'CreateWriteCheck1764000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'write_check',
        columns: [
          { name: 'id', type: 'integer', isPrimary: true },
          { name: 'checked_at', type: 'bigint' },
        ],
      }),
    );
    await runner.query('INSERT INTO write_check (id, checked_at) VALUES (1, 0)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('write_check');
  }
}

/**
 * Finds out whether the database can be written: not when it accepts reads only, its disk is full or its file is gone. Writes one
 * row, the same every time, and only when the service itself has not written for a second; several questions share one answer.
 */
export class WriteCheck {
  private running: Promise<void> | undefined;

  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @throws {Error} with the reason when nothing can be written */
  async check(): Promise<void> {
    const { lastWriteAt, lastFullAt } = this.unitOfWork;
    if (Date.now() - lastFullAt < FULL_MS && lastFullAt > lastWriteAt) {
      throw new Error('nothing can be written: the disk is full');
    }
    if (Date.now() - lastWriteAt < FRESH_MS) return;
    this.running ??= this.write().finally(() => (this.running = undefined));
    await this.running;
  }

  private async write(): Promise<void> {
    const stop = new AbortController();
    const late = sleep(PATIENCE_MS, undefined, { signal: stop.signal, ref: false }).then(() => {
      throw new Error(`the database has not confirmed a write for ${PATIENCE_MS} ms`);
    });
    late.catch(() => undefined);
    const written = this.unitOfWork.transaction((tx) =>
      tx.execute('UPDATE write_check SET checked_at = ? WHERE id = 1', [Date.now()]),
    );
    try {
      await Promise.race([written, late]);
    } catch (error) {
      throw new Error(`nothing can be written: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    } finally {
      stop.abort();
      written.catch(() => undefined);
    }
  }
}
