import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { OpenAPIObject } from '@nestjs/swagger';

/** The API of the whole shop, merged from the services' documents, beside the compiled service. */
const FILE = fileURLToPath(new URL('../../openapi.gateway.json', import.meta.url));

/** What the gateway shows at `/docs`: this service answers there for all. */
export function gatewayDocument(): OpenAPIObject {
  return JSON.parse(readFileSync(FILE, 'utf8')) as OpenAPIObject;
}
