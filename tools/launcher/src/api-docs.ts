import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GATEWAY_DOCUMENT, gatewayDocument } from './api-document.ts';
import { API_TYPES, apiTypes } from './api-types.ts';
import { ROOT } from './shop.ts';

const document = gatewayDocument(ROOT);
writeFileSync(join(ROOT, GATEWAY_DOCUMENT), `${JSON.stringify(document, undefined, 2)}\n`);
writeFileSync(join(ROOT, API_TYPES), apiTypes(document));
