import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SERVICE = 'apps/order/src/cars/cars.service.ts';
const EVENT = 'libs/events/src/delivery.events.ts';
const KIT = 'libs/service-kit/src/http/security-headers.ts';

/**
 * A text, the path where it would stand, and the rules that it breaks there. The paths exist, and no case imports a
 * file that another case replaces: the rules need the types.
 */
const CASES: [title: string, path: string, text: string, broken: string[]][] = [
  [
    'an app that imports another app',
    SERVICE,
    "import { Payment } from '../../../payment/src/payments/payment.entity.js';\nexport const one = new Payment();\n",
    ['@nx/enforce-module-boundaries'],
  ],
  [
    'an app that imports what is for tests',
    SERVICE,
    "import { eventually } from '@carshare/testing';\nexport const wait = eventually;\n",
    ['@nx/enforce-module-boundaries'],
  ],
  [
    'the service kit that imports messaging',
    KIT,
    "import { Outbox } from '@carshare/messaging';\nexport const box = Outbox;\n",
    ['@nx/enforce-module-boundaries'],
  ],
  [
    'the database layer that imports the service kit',
    'libs/persistence/src/core/in-list.ts',
    "import { uuidv7 } from '@carshare/service-kit';\nexport const id = uuidv7();\n",
    ['@nx/enforce-module-boundaries'],
  ],
  [
    'messaging that imports the operator API',
    'libs/messaging/src/inbox/storable-text.ts',
    "import { Operations } from '@carshare/operations';\nexport const operations = Operations;\n",
    ['@nx/enforce-module-boundaries'],
  ],
  [
    'the contract that imports Nest',
    EVENT,
    "import { Logger } from '@nestjs/common';\nexport const logger = new Logger();\n",
    ['@nx/enforce-module-boundaries'],
  ],
  ['any', KIT, 'export const values: any[] = [];\n', ['@typescript-eslint/no-explicit-any']],
  [
    'a floating promise',
    KIT,
    'export function begin(work: () => Promise<void>): void {\n  work();\n}\n',
    ['@typescript-eslint/no-floating-promises'],
  ],
  [
    'an app that imports the contract and the platform',
    SERVICE,
    "import { TOPIC } from '@carshare/events';\nimport { uuidv7 } from '@carshare/service-kit';\nexport const ids = [TOPIC, uuidv7()];\n",
    [],
  ],
  [
    'a service that imports an entity',
    SERVICE,
    "import { Order } from '../orders/order.entity.js';\nexport const order = new Order();\n",
    [],
  ],
];

let found: string[][];

beforeAll(() => {
  const input = JSON.stringify(CASES.map(([, path, text]) => ({ path: ROOT + path, text })));
  const script = fileURLToPath(new URL('lint.process.mjs', import.meta.url));
  const env = { ...process.env, NX_DAEMON: 'false', NODE_OPTIONS: '' };
  const { stdout, stderr } = spawnSync(process.execPath, [script], { input, env, cwd: ROOT, encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  found = JSON.parse(stdout) as string[][];
});

describe('The lint of the workspace', () => {
  it.each(CASES.map(([title, , , broken], index) => ({ title, broken, index })))(
    'finds $broken in $title',
    ({ broken, index }) => {
      expect(found[index]).toEqual(broken);
    },
  );
});
