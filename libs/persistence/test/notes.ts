import {
  Column,
  DataSource,
  Entity,
  PrimaryGeneratedColumn,
  Table,
  type MigrationInterface,
  type QueryRunner,
} from 'typeorm';
import { bigint, dataSourceOptions, fixed, instant, type DatabaseSettings, type Schema } from '../src/index.js';

/** A row with everything that the services' columns have. */
@Entity('notes')
export class Note {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'varchar' }) title: string;
  @Column({ type: 'integer' }) stars = 0;
  @Column({ ...bigint }) size = 0;
  @Column({ type: 'varchar', ...fixed }) readonly origin: string = 'insert';
  @Column({ name: 'read_at', ...instant, nullable: true }) readAt: Date | null = null;
  @Column({ type: 'integer' }) version = 1;

  static of(title: string, more: Partial<Note> = {}): Note {
    return Object.assign(new Note(), { title, ...more });
  }
}

class CreateNotes1764000000001 implements MigrationInterface {
  readonly name = 'CreateNotes1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'notes',
        columns: [
          { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
          { name: 'title', type: 'varchar', length: '64', isUnique: true },
          { name: 'stars', type: 'integer' },
          { name: 'size', type: 'bigint' },
          { name: 'origin', type: 'varchar', length: '16', default: "'insert'" },
          { name: 'read_at', type: 'bigint', isNullable: true },
          { name: 'version', type: 'integer' },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('notes');
  }
}

export const schema: Schema = { entities: [Note], migrations: [CreateNotes1764000000001] };

/** The settings of a service on the database. */
export function configOn(url: string): DatabaseSettings {
  return { service: 'notes', databaseUrl: url };
}

/** A data source without migrations, as the reading one of a service. */
export function openReader(url: string): Promise<DataSource> {
  return new DataSource(dataSourceOptions(url, { ...schema, migrations: [] }, 'read')).initialize();
}
