import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../..');
/** https://pypi.org/project/gbfs-validator: MIT, without dependencies, with the schemas that MobilityData publishes. It needs Python 3.11. */
const PACKAGE = 'gbfs-validator==0.1.0';
const VENV = join(root, 'node_modules/.cache/gbfs-validator');
const PROGRAM = join(VENV, 'bin/gbfs-validator');

/** A fault, or false where there is none. */
type Errors = false | { instancePath: string; message: string }[];

/** What the validator reports of one file of the specification. A file other than `gbfs.json` has a copy for each language. */
export interface FileReport {
  file: string;
  exists: boolean;
  errorsCount: number;
  errors?: Errors;
  languages?: { errors: Errors }[];
}

export interface Report {
  version: { validated: string };
  files: FileReport[];
}

/** The faults of a file, one line each. */
export function faultsOf({ file, errorsCount, errors, languages = [] }: FileReport): string[] {
  const found = [errors, ...languages.map((copy) => copy.errors)].flatMap((list) => (list ? list : []));
  if (found.length !== errorsCount) return [`${file}: ${errorsCount} errors`];
  return found.map(({ instancePath, message }) => `${file}${instancePath}: ${message}`);
}

/** Installs the validator into a virtual environment of its own, unless it is there. @throws {Error} without Python 3.11 or PyPI */
export function install(python = process.env['PYTHON'] ?? 'python3'): void {
  if (existsSync(PROGRAM)) return;
  execFileSync(python, ['-m', 'venv', VENV], { stdio: ['ignore', 'ignore', 'inherit'] });
  execFileSync(join(VENV, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', PACKAGE], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/**
 * Validates the feeds that a discovery file lists.
 * @param url of `gbfs.json`, or a folder that contains it
 * @param report where the report is written
 * @throws {Error} when the validator itself fails
 */
export function validate(url: string, report: string): Report {
  mkdirSync(dirname(report), { recursive: true });
  const args = ['--url', url, '--docked', '--save-report', report, '--print-report', 'no'];
  const { status, stderr } = spawnSync(PROGRAM, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`gbfs-validator ended with ${String(status)}: ${stderr}`);
  const { summary, files } = JSON.parse(readFileSync(report, 'utf8')) as Pick<Report, 'files'> & {
    summary: Pick<Report, 'version'>;
  };
  return { version: summary.version, files };
}
