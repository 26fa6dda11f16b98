import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const ROOT = resolve(import.meta.dirname, '../../..');
const LOADER = `file://${ROOT}/libs/testing/src/source-loader.mjs`;
const PROGRAM = resolve(ROOT, 'tools/verify/src/main.ts');

/** Runs `verify --provider`, as an operator does. @returns the differences that it names */
export async function differences(databaseUrl: string, stripeUrl: string): Promise<string[]> {
  const env = {
    PATH: process.env['PATH'],
    PAYMENT_DATABASE_URL: databaseUrl,
    STRIPE_SECRET_KEY: 'sk_test_1',
    STRIPE_API_URL: stripeUrl,
  };
  const run = promisify(execFile)(
    process.execPath,
    ['--no-warnings', '--import', LOADER, PROGRAM, '--provider', '--settled', '--json'],
    { env, cwd: ROOT, maxBuffer: 2 ** 26 },
  );
  const { stdout, stderr } = await run.catch((error: unknown) => error as { stdout: string; stderr: string });
  if (stdout === '') throw new Error(stderr);
  const { findings } = JSON.parse(stdout) as { findings: { check: string; breaches: string[] }[] };
  return findings.flatMap(({ breaches }) => breaches);
}
