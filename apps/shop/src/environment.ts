import { NODE_ENVIRONMENT, SERVICES, type Ports, type ServiceName } from './services.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that can differ between the services; `ORDER_DATABASE_URL` is order's `DATABASE_URL`. */
const PER_SERVICE = ['DATABASE_URL', 'JWT_SERVICE_TOKEN', 'LOG_LEVEL'].flatMap((name) => [name, `${name}_FILE`]);

/** The names of `PER_SERVICE` variables that would give all services one database. */
export function sharedDatabase(env: Environment): string | undefined {
  return ['DATABASE_URL', 'DATABASE_URL_FILE'].find(
    (name) => env[name] && SERVICES.some((service) => !env[`${service.toUpperCase()}_${name}`]),
  );
}

/** The environment of one service of the shop: the user's own, with the shop's addresses where the user says nothing. */
export function environmentFor(service: ServiceName, ports: Ports, env: Environment): Record<string, string> {
  const own = PER_SERVICE.map((name) => [name, env[`${service.toUpperCase()}_${name}`]] as const);
  const merged = {
    ...NODE_ENVIRONMENT,
    DATA_DIR: '.data',
    LOG_LEVEL: 'warn',
    PAYMENT_URL: `http://127.0.0.1:${ports.payment}`,
    DELIVERY_URL: `http://127.0.0.1:${ports.delivery}`,
    ...present(Object.entries(env)),
    ...present(own),
    PORT: String(ports[service]),
  };
  return merged;
}

/** Whether the services will verify tokens; they judge by the same variables. */
export function identityIsOn(env: Environment): boolean {
  return ['JWT_JWKS', 'JWT_JWKS_URL', 'JWT_ISSUER', 'JWT_AUDIENCE'].some((name) => env[name] || env[`${name}_FILE`]);
}

function present(entries: readonly (readonly [string, string | undefined])[]): Record<string, string> {
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => Boolean(entry[1])));
}
