import { existsSync } from 'node:fs';
import { openEventLog } from '@carshare/messaging';
import { Database, Unreadable } from './database.ts';
import { HELP, parseOptions, SERVICES, type Options, type ServiceName } from './options.ts';
import type { Databases } from './order-case.ts';
import { report } from './report.ts';
import { verify, type Finding } from './verify.ts';

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2), process.env);
  if (options.help) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const findings = await verifyAll(options);
  const breaches = findings.reduce((sum, finding) => sum + finding.breaches.length, 0);
  process.stdout.write(options.json ? `${JSON.stringify({ breaches, findings }, undefined, 2)}\n` : report(findings));
  return breaches > 0 ? 1 : 0;
}

async function verifyAll(options: Options): Promise<Finding[]> {
  for (const service of SERVICES) {
    const url = options.databases[service];
    if (url.startsWith('sqlite:') && !existsSync(url.slice('sqlite:'.length))) {
      throw new Unreadable(
        `There is no ${url.slice('sqlite:'.length)}. Name the data with --data-dir, or start the shop once.`,
      );
    }
  }
  const opened: [ServiceName, Database][] = [];
  const log = openEventLog({ brokers: options.brokers, dataDir: options.dataDir, clientId: 'verify' });
  try {
    for (const service of SERVICES) opened.push([service, await Database.open(options.databases[service])]);
    return await verify(Object.fromEntries(opened) as Databases, log, options);
  } finally {
    await Promise.all(opened.map(([, database]) => database.close()));
    await log.close();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(
      `${error instanceof Unreadable ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exit(2);
  },
);
