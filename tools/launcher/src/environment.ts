import { existsSync, readFileSync } from 'node:fs';
import { NODE_ENVIRONMENT, SERVICES, type Ports, type ServiceName } from './services.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_DATA_DIR = '.data';

/** Variables that can differ between the services: `ORDER_DATABASE_URL` is order's `DATABASE_URL`. */
const PER_SERVICE = ['DATABASE_URL', 'JWT_SERVICE_TOKEN', 'LOG_LEVEL'].flatMap((name) => [name, `${name}_FILE`]);

/** The `PER_SERVICE` variables that would give all services one database. */
export function sharedDatabase(env: Environment): string | undefined {
  return ['DATABASE_URL', 'DATABASE_URL_FILE'].find(
    (name) => env[name] && SERVICES.some((service) => !env[`${service.toUpperCase()}_${name}`]),
  );
}

/** The environment of one service: the user's own, completed by the shop's addresses. */
export function environmentFor(service: ServiceName, ports: Ports, env: Environment): Record<string, string> {
  const own = present(PER_SERVICE.map((name) => [name, env[`${service.toUpperCase()}_${name}`]]));
  // A service refuses a variable that is set both directly and as a file.
  const other = (name: string): string => (name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : `${name}_FILE`);
  const { PORT_FILE: _port, ...shared } = present(Object.entries(env).filter(([name]) => !own[other(name)]));
  const given = { ...shared, ...own };
  const defaults = {
    DATA_DIR: DEFAULT_DATA_DIR,
    LOG_LEVEL: 'warn',
    PAYMENT_URL: `http://127.0.0.1:${ports.payment}`,
    DELIVERY_URL: `http://127.0.0.1:${ports.delivery}`,
    PUBLIC_URL: `http://127.0.0.1:${ports.gateway}`,
  };
  const missing = Object.entries(defaults).filter(([name]) => !given[`${name}_FILE`]);
  return { ...NODE_ENVIRONMENT, ...Object.fromEntries(missing), ...given, PORT: String(ports[service]) };
}

/** Whether the user's `DATABASE_URL` of this service names a server, so that it has no file in the data folder. */
export function isOnServer(service: ServiceName, env: Environment): boolean {
  const name = `${service.toUpperCase()}_DATABASE_URL`;
  return Boolean(env[`${name}_FILE`]) || Boolean(env[name] && !env[name].startsWith('sqlite:'));
}

/** The folder of the embedded databases and the embedded log; undefined when everything is on servers. */
export function dataFolder(env: Environment): string | undefined {
  const isEmbedded =
    !(env['KAFKA_BROKERS'] || env['KAFKA_BROKERS_FILE']) || SERVICES.some((service) => !isOnServer(service, env));
  if (!isEmbedded) return undefined;
  const file = env['DATA_DIR_FILE'];
  return env['DATA_DIR'] || (file && existsSync(file) ? readFileSync(file, 'utf8').trimEnd() : DEFAULT_DATA_DIR);
}

/** Whether the services will verify tokens, decided by the same variables. */
export function identityIsOn(env: Environment): boolean {
  return ['JWT_JWKS', 'JWT_JWKS_URL', 'JWT_ISSUER', 'JWT_AUDIENCE'].some((name) => env[name] || env[`${name}_FILE`]);
}

function present(entries: readonly (readonly [string, string | undefined])[]): Record<string, string> {
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => Boolean(entry[1])));
}
