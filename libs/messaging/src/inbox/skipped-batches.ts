import { dataSourceOptions, openUnitOfWork, type Reader } from '@carshare/persistence';
import { InvalidConfig, type ServiceConfig } from '@carshare/service-kit';
import { DataSource } from 'typeorm';
import type { SubscribeOptions } from '@carshare/event-log';

const USAGE = 'usage: skip-batch PARTITION OFFSET, as the log line about the undecodable batch names them';

/** Whether an operator has decided to skip the batch of the topic that begins there. */
export function isSkipped(reader: Pick<Reader, 'query'>): NonNullable<SubscribeOptions['isSkipped']> {
  return async (partition, offset) => {
    const sql = 'SELECT skipped_at FROM skipped_batches WHERE partition_number = ? AND first_offset = ?';
    return (await reader.query(sql, [partition, offset])).length > 0;
  };
}

/**
 * The command `skip-batch`: notes in the service's own database that its consumer goes on behind a batch that it cannot decode. The
 * consumer looks again within 5 s. The records of the batch are not handled by this service.
 * @throws {InvalidConfig} when the arguments are no partition and offset
 */
export async function skipBatch(config: ServiceConfig, args: readonly string[]): Promise<string> {
  const [partition = '', offset = ''] = args;
  if (args.length !== 2 || !/^\d{1,9}$/.test(partition) || !/^\d{1,18}$/.test(offset)) throw new InvalidConfig(USAGE);
  const options = dataSourceOptions(config.databaseUrl, { entities: [], migrations: [] }, 'write');
  const dataSource = await new DataSource(options).initialize();
  const unitOfWork = openUnitOfWork(dataSource, config.databaseUrl);
  try {
    await unitOfWork.transaction(async (tx) => {
      const place = [Number(partition), offset];
      await tx.execute('DELETE FROM skipped_batches WHERE partition_number = ? AND first_offset = ?', place);
      await tx.execute('INSERT INTO skipped_batches (partition_number, first_offset, skipped_at) VALUES (?, ?, ?)', [
        ...place,
        Date.now(),
      ]);
    });
  } finally {
    await unitOfWork.close();
    await dataSource.destroy();
  }
  return `${config.service} skips the batch at partition ${partition}, offset ${offset}`;
}
