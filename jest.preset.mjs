import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { serverSuites } from './libs/testing/src/server-suites.mjs';
import { testPackages } from './tools/bundler/test-packages.ts';

const swc = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));
delete swc.$schema;

/** `npm run test:services` repeats the suites that depend on a server, and no others: `npm test` has run those. */
const suites =
  process.env.SUITES === 'servers'
    ? { testMatch: serverSuites(), passWithNoTests: true }
    : { testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'] };

/** Jest runs the sources as ES modules; `@carshare/*` resolves to the libraries' sources, so no build is needed. */
export default {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@carshare/source', 'node'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, sourceMaps: 'inline' }] },
  moduleNameMapper: { ...(await testPackages()), '^(\\.{1,2}/.*)\\.js$': '$1' },
  ...suites,
  // Only ends tests that hang: long enough for a machine that is busy with other work.
  testTimeout: 180_000,
  forceExit: false,
  setupFilesAfterEnv:
    process.env.SECOND_ATTEMPT === 'yes'
      ? [fileURLToPath(new URL('libs/testing/src/second-attempt.mjs', import.meta.url))]
      : [],
};
