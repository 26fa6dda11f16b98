import { readFileSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { includedSettings } from './include-settings.js';
import { mayRotate } from './may-rotate.js';
import { RotatingFile } from './rotating-file.js';

/** The environment is unusable; the message lists every variable at fault by name, never by value. */
export class InvalidConfig extends Error {
  override readonly name = 'InvalidConfig';
}

/**
 * Reads and validates a service's configuration. `NAME_FILE` names a file that holds the value of `NAME`, as mounted secrets do; it is
 * read again when it changes, where the property is marked with `MayRotate`.
 * @param config a class whose class-validator decorated properties are named like the variables
 * @throws {InvalidConfig} listing every fault at once
 */
export function loadConfig<T extends object>(config: new () => T, env: NodeJS.ProcessEnv = process.env): T {
  const faults: string[] = [];
  const raw = readVariables(config, env, faults);
  const instance = plainToInstance(config, raw);
  faults.push(...faultsOf(instance));
  if (faults.length > 0) {
    throw new InvalidConfig(`The configuration is not usable:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
  for (const [name, text] of Object.entries(raw)) {
    const path = env[`${name}_FILE`];
    if (path !== undefined && typeof text === 'string' && mayRotate(instance, name)) {
      follow(instance, name, path, text, config, raw);
    }
  }
  return instance;
}

function faultsOf(instance: object): string[] {
  return validateSync(instance, { validationError: { target: false, value: false } }).flatMap(textsOf);
}

function textsOf({ constraints = {}, children = [] }: ValidationError): string[] {
  return [...Object.values(constraints), ...children.flatMap(textsOf)];
}

/** The values of the variables that are set, by property; those of included settings as an object of their own. */
function readVariables(config: new () => object, env: NodeJS.ProcessEnv, faults: string[]): Record<string, unknown> {
  const raw: Record<string, unknown> = {};
  for (const name of variableNames(config)) {
    const settings = includedSettings(config, name);
    const value = settings ? readVariables(settings, env, faults) : readVariable(name, env, faults);
    if (value !== undefined && value !== '') raw[name] = value;
  }
  return raw;
}

/** Makes the property show what the file holds. */
function follow(
  instance: object,
  name: string,
  path: string,
  text: string,
  config: new () => object,
  raw: Readonly<Record<string, unknown>>,
): void {
  const logger = new Logger('Configuration');
  const isUsable = (next: string): boolean => faultsOf(plainToInstance(config, { ...raw, [name]: next })).length === 0;
  const file = new RotatingFile(path, text, isUsable, (level, what) => logger[level](`${name}_FILE ${what}`));
  Object.defineProperty(instance, name, { get: () => file.value, enumerable: true });
}

function variableNames(config: new () => object): Set<string> {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(config, '', true, false);
  return new Set(metadata.map((entry) => entry.propertyName));
}

function readVariable(name: string, env: NodeJS.ProcessEnv, faults: string[]): string | undefined {
  const file = env[`${name}_FILE`];
  if (file === undefined) return env[name];
  if (env[name] !== undefined) faults.push(`${name} and ${name}_FILE are both set: keep one`);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    faults.push(`${name}_FILE names a file that cannot be read`);
    return undefined;
  }
}
