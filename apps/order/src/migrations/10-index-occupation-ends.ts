import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

const ENDS = new TableIndex({ name: 'occupations_end', columnNames: ['ends_at'] });

/**
 * The occupations that are not over, for the operator's calendar on PostgreSQL: its planner reads the whole history of a large fleet
 * otherwise. SQLite and MySQL seek per vehicle by `occupations_start`, so they are spared another index to write.
 */
export class IndexOccupationEnds1765000000010 implements MigrationInterface {
  readonly name = 'IndexOccupationEnds1765000000010';

  async up(runner: QueryRunner): Promise<void> {
    if (runner.dataSource.options.type === 'postgres') await runner.createIndex('occupations', ENDS);
  }

  async down(runner: QueryRunner): Promise<void> {
    if (runner.dataSource.options.type === 'postgres') await runner.dropIndex('occupations', ENDS);
  }
}
