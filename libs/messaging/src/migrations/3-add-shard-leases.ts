import type { MigrationInterface, QueryRunner } from 'typeorm';

/** As many as the outbox has had shards since version 0.3; applied migrations use it, so it must not change. */
const SHARDS = 13;

/** A lease for each shard of the outbox, beside the one of the whole outbox, which version 0.2 takes. */
export class AddShardLeases1764000000040 implements MigrationInterface {
  readonly name = 'AddShardLeases1764000000040';

  async up(runner: QueryRunner): Promise<void> {
    for (let shard = 0; shard < SHARDS; shard += 1) {
      await runner.query(`INSERT INTO leases (name, owner, held_until) VALUES ('relay-shard-${shard}', '', 0)`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DELETE FROM leases WHERE name LIKE 'relay-%'");
  }
}
