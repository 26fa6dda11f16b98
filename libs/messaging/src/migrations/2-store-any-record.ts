import type { MigrationInterface, QueryRunner } from 'typeorm';
import { digestOf, typeOf } from '../inbox/stuck-event.entity.js';
import { decodeHeaders, toMessage } from '@carshare/event-log';
import type { StuckKind } from '../inbox/stuck-event.entity.js';

type Engine = 'sqlite' | 'mysql' | 'postgres';

const BYTES: Readonly<Record<Engine, string>> = { sqlite: 'blob', mysql: 'longblob', postgres: 'bytea' };

/** Two parts of at most 71 characters; a row of an earlier version has no source and stands for its id from any source. */
const INBOX: Readonly<Record<Engine, (primaryKey: string) => string[]>> = {
  sqlite: () => [
    `CREATE TABLE inbox_new (event_id varchar(71) NOT NULL, source varchar(71) NOT NULL DEFAULT '', received_at bigint NOT NULL,
       PRIMARY KEY (event_id, source)) WITHOUT ROWID`,
    "INSERT INTO inbox_new (event_id, source, received_at) SELECT event_id, '', received_at FROM inbox",
    'DROP TABLE inbox',
    'ALTER TABLE inbox_new RENAME TO inbox',
    'CREATE INDEX inbox_age ON inbox (received_at)',
  ],
  mysql: () => [
    `ALTER TABLE inbox MODIFY event_id varchar(71) NOT NULL, ADD COLUMN source varchar(71) NOT NULL DEFAULT '' AFTER event_id,
       DROP PRIMARY KEY, ADD PRIMARY KEY (event_id, source)`,
  ],
  postgres: (primaryKey) => [
    `ALTER TABLE inbox ALTER COLUMN event_id TYPE varchar(71), ADD COLUMN source varchar(71) NOT NULL DEFAULT '',
       DROP CONSTRAINT "${primaryKey}", ADD PRIMARY KEY (event_id, source)`,
  ],
};

interface OldRow {
  id: number;
  kind: StuckKind;
  message_key: string;
  value: string;
  headers: string;
}

/**
 * Makes room for whatever a broker delivers. The inbox identifies an event by source and id. Events that wait for an operator keep
 * key and value as bytes; `value` stays for services of the version before, which may run meanwhile and go on writing it.
 */
export class StoreAnyRecord1764000000020 implements MigrationInterface {
  readonly name = 'StoreAnyRecord1764000000020';

  async up(runner: QueryRunner): Promise<void> {
    const engine = engineOf(runner);
    for (const sql of INBOX[engine](engine === 'postgres' ? await primaryKeyOf(runner) : '')) await runner.query(sql);
    if (engine === 'mysql') await runner.query('ALTER TABLE stuck_events MODIFY headers longtext NOT NULL');
    for (const column of [
      `record_key ${BYTES[engine]}`,
      `record_value ${BYTES[engine]}`,
      'digest varchar(64)',
      'event_type varchar(64)',
    ]) {
      await runner.query(`ALTER TABLE stuck_events ADD COLUMN ${column} NULL`);
    }
    await runner.query('CREATE INDEX stuck_events_digest ON stuck_events (digest)');
    await describeRows(runner, engine);
  }

  async down(): Promise<void> {
    throw new Error('rows that only the bytes can represent would be lost: restore a backup instead');
  }
}

function engineOf(runner: QueryRunner): Engine {
  const { type } = runner.dataSource.options;
  return type === 'mysql' || type === 'postgres' ? type : 'sqlite';
}

async function primaryKeyOf(runner: QueryRunner): Promise<string> {
  const [row] = (await runner.query(
    "SELECT conname AS name FROM pg_constraint WHERE conrelid = 'inbox'::regclass AND contype = 'p'",
  )) as { name: string }[];
  if (!row) throw new Error('the table inbox has no primary key');
  return row.name;
}

/** Fills the new columns of the rows that exist. */
async function describeRows(runner: QueryRunner, engine: Engine): Promise<void> {
  for (let after = 0; ;) {
    const [row] = (await runner.query(
      `SELECT id, kind, message_key, value, headers FROM stuck_events WHERE id > ${after} ORDER BY id LIMIT 1`,
    )) as OldRow[];
    if (!row) return;
    after = row.id;
    const headers = decodeHeaders(row.headers);
    const message = toMessage({ key: Buffer.from(row.message_key), value: Buffer.from(row.value), headers });
    const [first, second, third] = engine === 'postgres' ? ['$1', '$2', '$3'] : ['?', '?', '?'];
    await runner.query(`UPDATE stuck_events SET digest = ${first}, event_type = ${second} WHERE id = ${third}`, [
      digestOf(row.kind, message),
      typeOf(message),
      row.id,
    ]);
  }
}
