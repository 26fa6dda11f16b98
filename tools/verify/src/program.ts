import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { KafkaConfig, openEventLog, stderrLogLine } from '@carshare/event-log';
import { InvalidConfig, loadConfig } from '@carshare/service-kit';
import { Database } from './database.ts';
import { HELP, parseOptions, SERVICES, type Options, type ServiceName } from './options.ts';
import type { Databases } from './order-case.ts';
import { reconcile } from './provider/reconcile.ts';
import { StripeLists } from './provider/stripe-lists.ts';
import { report } from './report.ts';
import { Unreadable } from './unreadable.ts';
import { verify, type Finding } from './verify.ts';

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2), process.env);
  if (options.help) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const { provider } = options;
  const findings = provider ? await verifyProvider(options, provider) : await verifyAll(options);
  const breaches = findings.reduce((sum, finding) => sum + finding.breaches.length, 0);
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ breaches, findings }, undefined, 2)}\n`
      : report(findings, provider ? 'difference' : 'breach'),
  );
  return breaches > 0 ? 1 : 0;
}

async function verifyProvider(options: Options, { key, url }: NonNullable<Options['provider']>): Promise<Finding[]> {
  requireFiles([options.databases.payment]);
  const database = await Database.open(options.databases.payment);
  try {
    return await reconcile(database, new StripeLists(key, url), { now: Date.now(), grace: options.grace });
  } finally {
    await database.close();
  }
}

async function verifyAll(options: Options): Promise<Finding[]> {
  const { databases, brokers, dataDir } = options;
  requireFiles(Object.values(databases), brokers.length === 0 ? [join(dataDir, 'log.sqlite')] : []);
  const opened: [ServiceName, Database][] = [];
  const log = openEventLog({
    brokers: options.brokers,
    security: loadConfig(KafkaConfig).security,
    dataDir: options.dataDir,
    clientId: 'verify',
    log: stderrLogLine,
  });
  try {
    for (const service of SERVICES) opened.push([service, await Database.open(options.databases[service])]);
    return await verify(Object.fromEntries(opened) as Databases, log, options);
  } finally {
    await Promise.all(opened.map(([, database]) => database.close()));
    await log.close();
  }
}

/** SQLite would create an empty database for a missing file. */
function requireFiles(urls: readonly string[], logs: readonly string[] = []): void {
  const files = [...urls.flatMap((url) => /^sqlite:([^?]+)/.exec(url)?.[1] ?? []), ...logs];
  const missing = files.find((file) => !existsSync(file));
  if (missing === undefined) return;
  throw new Unreadable(`There is no ${missing}. Name the data with --data-dir, or start the shop once.`);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(
      `${error instanceof Unreadable || error instanceof InvalidConfig ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exit(2);
  },
);
