import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GATEWAY_DOCUMENT, gatewayDocument } from './api-document.ts';
import { ROOT } from './shop.ts';

writeFileSync(join(ROOT, GATEWAY_DOCUMENT), `${JSON.stringify(gatewayDocument(ROOT), undefined, 2)}\n`);
