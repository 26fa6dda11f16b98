import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkDataFolder } from './data-folder.ts';
import { dataFolder, sharedDatabase, type Environment } from './environment.ts';
import { mainFile, SERVICES } from './services.ts';
import { ShopError } from './shop-error.ts';

/**
 * Checks what every start needs: a database for each service, built services, and a data folder that can be used.
 * @param root the workspace
 * @throws {ShopError} naming what is missing and what to do
 */
export function checkShop(env: Environment, root: string): void {
  const shared = sharedDatabase(env);
  if (shared) {
    throw new ShopError(
      `${shared} would give every service the same database. Set ORDER_${shared}, PAYMENT_${shared}, … instead.`,
    );
  }
  const missing = SERVICES.filter((service) => !existsSync(join(root, mainFile(service))));
  if (missing.length > 0) throw new ShopError(`Not built: ${missing.join(', ')}. Run: npx nx run-many -t build`);
  const folder = dataFolder(env);
  if (folder !== undefined) checkDataFolder(resolve(root, folder), folder);
}
