import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { mainFile } from '../../launcher/src/services.ts';
import { SERVICES, type ServiceName } from '../../bench/systems/system.ts';

/** Creates an empty database for each service and returns their URLs. */
export async function createDatabases(
  root: string,
  mysqlUrl: string,
  postgresUrl: string,
): Promise<Record<ServiceName, string>> {
  const urls = SERVICES.map((service): [ServiceName, string] => {
    const server = service === 'customerpage' ? postgresUrl : mysqlUrl;
    return [service, new URL(`/scale_${service}`, server).href];
  });
  for (const [, url] of urls) {
    await promisify(execFile)(process.execPath, [join(root, mainFile('order')), 'create-database'], {
      env: { ...process.env, DATABASE_URL: url },
    });
  }
  return Object.fromEntries(urls) as Record<ServiceName, string>;
}
