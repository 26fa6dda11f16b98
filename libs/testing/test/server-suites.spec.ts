import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { serverSuites } from '../src/server-suites.mjs';

describe('The suites that need a server', () => {
  const root = join(import.meta.dirname, '../../..');
  const suites = serverSuites().map((file) => relative(root, file));

  it.each([
    'apps/order/test/database-faults.int.spec.ts',
    'apps/customerpage/test/rebuild.int.spec.ts',
    'apps/payment/test/minor-units.int.spec.ts',
    'apps/e2e/src/order.spec.ts',
    'libs/event-log/test/event-log.kafka.spec.ts',
    'libs/persistence/test/transactions.int.spec.ts',
    'libs/service-kit/test/tls.int.spec.ts',
    'tools/verify/test/column-kinds.spec.ts',
  ])('contain %s', (file) => {
    expect(suites).toContain(file);
  });

  it.each(['apps/e2e/src/start.spec.ts', 'apps/order/test/api.int.spec.ts', 'libs/messaging/src/inbox/inbox.spec.ts'])(
    'do not contain %s',
    (file) => {
      expect(suites).not.toContain(file);
    },
  );
});

describe('A suite needs a server', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'suites-'));
    const files = {
      'libs/testing/src/index.ts':
        "export { type Engine, engines } from './databases.js';\nexport { soon } from './soon.js';",
      'libs/testing/src/databases.ts': "export const engines = process.env['TEST_MYSQL_URL'];",
      'libs/testing/src/soon.ts': 'export const soon = 1;',
      'apps/a/test/help.ts': "export * from './more.js';",
      'apps/a/test/more.ts': "import './help.js';\nexport const brokers = process.env.TEST_KAFKA_BROKERS;",
    };
    for (const [file, text] of Object.entries(files)) write(file, text);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(file: string, text: string): void {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }

  it.each([
    ['reads an address', "process.env['TEST_POSTGRES_URL']", true],
    ['imports a file that imports one which does', "import { brokers } from './help.js';", true],
    ['imports it in several lines', "import {\n  brokers,\n} from './help.js';", true],
    ['imports it for its effect', "import './help.js';", true],
    ['uses the engines of the testing library', "import { soon, engines } from '@carshare/testing';", true],
    ['uses another part of that library', "import { soon } from '@carshare/testing';", false],
    ['uses a type of the engines', "import { soon, type engines } from '@carshare/testing';", false],
    ['imports a type of a file that reads one', "import type { brokers } from './help.js';", false],
    ['imports no such file', "import { join } from 'node:path';", false],
  ])('when it %s: %#', (_title, text, expected) => {
    write('apps/a/test/a.spec.ts', text);
    expect(serverSuites(root)).toHaveLength(expected ? 1 : 0);
  });
});
