import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { findPostgres, findProgram, hasKafka, isRoot, KAFKA_HOME, KAFKA_VERSION } from './machine.ts';
import { fetchMysql, hasMysql } from './mysql.ts';

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>carshare</groupId><artifactId>kafka</artifactId><version>1</version>
<dependencies><dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA_VERSION}</version></dependency></dependencies>
</project>
`;

const STRIPE_MOCK_MODULE = 'github.com/stripe/stripe-mock@v0.203.0';
/** Payment's tests look for it at the same path. */
const STRIPE_MOCK = join(homedir(), 'go', 'bin', 'stripe-mock');

export interface Wanted {
  mariadb: boolean;
  mysql: boolean;
  postgres: boolean;
  kafka: boolean;
}

/**
 * Installs missing servers as root on Debian; elsewhere names what is missing and how to install it.
 * @throws with one line per missing program
 */
export function install(wanted: Wanted): void {
  const packages = missingPackages(wanted);
  if (packages.length > 0) installPackages(packages);
  if (wanted.mysql && !hasMysql()) fetchMysql();
  if (wanted.kafka && !hasKafka()) fetchKafka();
  fetchStripeMock();
}

function missingPackages({ mariadb, postgres, kafka }: Wanted): string[] {
  const packages: string[] = [];
  if (mariadb && !findProgram('mariadbd')) packages.push('mariadb-server');
  if (postgres && !findPostgres('postgres')) packages.push('postgresql');
  if (kafka && !findProgram('java')) packages.push('default-jre-headless');
  if (kafka && !hasKafka() && !findProgram('mvn')) packages.push('maven');
  return packages;
}

function installPackages(packages: readonly string[]): void {
  if (!isRoot() || !findProgram('apt-get')) {
    const lines = packages.map((name) => `  ${name}: on Debian or Ubuntu, \`sudo apt-get install ${name}\``);
    throw new Error(
      `these are not on this machine:\n${lines.join('\n')}\nor name servers of your own in TEST_MARIADB_URL, TEST_MYSQL_URL, TEST_POSTGRES_URL and TEST_KAFKA_BROKERS`,
    );
  }
  const folder = '/etc/postgresql-common';
  const config = join(folder, 'createcluster.conf');
  if (packages.includes('postgresql') && !existsSync(config)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(config, 'create_main_cluster = false\n');
  }
  // RUNLEVEL=1 prevents the packages from starting their servers.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const apt = (...args: string[]) =>
    execFileSync('apt-get', ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300', ...args], { env, stdio: ['ignore', 2, 2] });
  apt('update');
  apt('install', ...packages);
}

function fetchKafka(): void {
  const fresh = `${KAFKA_HOME}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  writeFileSync(join(fresh, 'pom.xml'), POM);
  execFileSync('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib'], {
    cwd: fresh,
    stdio: ['ignore', 2, 2],
  });
  rmSync(KAFKA_HOME, { recursive: true, force: true });
  renameSync(fresh, KAFKA_HOME);
}

/** Stripe's mock server, where Go is installed; without Go payment's tests report that they are skipped. */
function fetchStripeMock(): void {
  const go = findProgram('go');
  if (!go || process.env['STRIPE_MOCK'] || findProgram('stripe-mock') || existsSync(STRIPE_MOCK)) return;
  try {
    const env = { ...process.env, GOBIN: dirname(STRIPE_MOCK) };
    execFileSync(go, ['install', STRIPE_MOCK_MODULE], { env, cwd: '/', stdio: ['ignore', 2, 2] });
  } catch {
    process.stderr.write(`${STRIPE_MOCK_MODULE} cannot be installed: payment is not held against it\n`);
  }
}

if (import.meta.main) install({ mariadb: true, mysql: true, postgres: true, kafka: true });
