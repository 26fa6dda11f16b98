import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createApiDocument, type ServiceConfig } from '@carshare/service-kit';
import { httpBreaks, httpContractOf, isWidened, type HttpContract } from './http-contract.js';
import { RunningService, type ServiceParts } from './running-service.js';

/**
 * Compares a service's API with its committed documents. `openapi.json` is the current API; `openapi.published.json`
 * lists everything that was ever published. `API_DOCS=write` (the target `api-docs`) writes both and never removes a
 * published entry.
 * @param folder the folder of the app
 * @returns the faults, one line each
 */
export async function checkPublishedApi<C extends ServiceConfig>(
  parts: ServiceParts<C>,
  folder: URL,
): Promise<string[]> {
  const service = await RunningService.start(parts);
  try {
    const name = new parts.config().service;
    const document = createApiDocument(service.app, name);
    return compare(name, document, folder);
  } finally {
    await service.stop();
  }
}

function compare(service: string, document: object, folder: URL): string[] {
  const documentFile = new URL('openapi.json', folder);
  const publishedFile = new URL('openapi.published.json', folder);
  const contract = httpContractOf(document);
  const published = existsSync(publishedFile) ? (JSON.parse(readFileSync(publishedFile, 'utf8')) as HttpContract) : {};
  if (process.env['API_DOCS'] === 'write') {
    writeFileSync(documentFile, text(document));
    writeFileSync(publishedFile, text({ ...published, ...additions(published, contract) }));
  }
  const faults = httpBreaks(published, contract);
  if (Object.keys(additions(read(publishedFile), contract)).length > 0 || text(read(documentFile)) !== text(document)) {
    faults.push(`the API document is not current: npx nx run ${service}:api-docs`);
  }
  return faults;
}

/** The new entries, and the request entries that accept more than before. */
function additions(published: HttpContract, contract: HttpContract): HttpContract {
  const isNew = ([key, now]: [string, string]): boolean => {
    const before = published[key];
    return before === undefined || isWidened(key, before, now);
  };
  return Object.fromEntries(Object.entries(contract).filter(isNew));
}

function read(file: URL): HttpContract {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as HttpContract) : {};
}

const text = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;
