import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTarget, parseRoutes, type Route } from './routes.ts';
import { SERVICES, type ServiceName } from './services.ts';

type Json = Record<string, unknown>;

/** The parts of an OpenAPI document that are merged here. */
export interface ApiDocument extends Json {
  info: Json;
  tags?: { name: string }[];
  paths: Record<string, Record<string, Json>>;
  components: Record<string, Json>;
}

/** The path of the merged document in the workspace; customerpage serves it at `/docs`. */
export const GATEWAY_DOCUMENT = 'apps/customerpage/openapi.gateway.json';

/** Two services use one name for different schemas. */
export class MergeConflict extends Error {
  override readonly name = 'MergeConflict';
}

/** Merges the committed documents of the services into the document of the gateway. */
export function gatewayDocument(root: string): ApiDocument {
  const documents = SERVICES.map(
    (service) =>
      [service, JSON.parse(readFileSync(join(root, 'apps', service, 'openapi.json'), 'utf8')) as ApiDocument] as const,
  );
  return mergeDocuments(documents, parseRoutes(readFileSync(join(root, 'istio', 'gateway.yaml'), 'utf8')));
}

/**
 * Merges the operations that the gateway routes to their service. Operations that only services may call are left out.
 * @throws {MergeConflict}
 */
export function mergeDocuments(
  documents: readonly (readonly [ServiceName, ApiDocument])[],
  routes: readonly Route[],
): ApiDocument {
  const [, first] = documents[0] ?? [];
  if (!first) throw new RangeError('there is nothing to merge');
  const merged: ApiDocument = {
    ...structuredClone(first),
    info: { ...first.info, title: 'car share' },
    tags: [],
    paths: {},
    components: {},
  };
  const tags = new Map<string, { name: string }>();
  for (const [service, document] of documents) {
    for (const tag of document.tags ?? []) tags.set(tag.name, tag);
    for (const [path, item] of Object.entries(document.paths)) {
      const routed = Object.entries(item).filter(([method]) => isRouted(routes, service, method, path));
      if (routed.length > 0) merged.paths[path] = Object.fromEntries(routed.map(withLateAnswer));
    }
    for (const [kind, members] of Object.entries(document.components)) {
      merged.components[kind] = union(merged.components[kind] ?? {}, members);
    }
  }
  merged.tags = [...tags.values()];
  dropUnused(merged);
  return merged;
}

function isRouted(routes: readonly Route[], service: ServiceName, method: string, path: string): boolean {
  const target = findTarget(routes, method.toUpperCase(), path.replace(/\{\w+\}/g, '1'));
  return target !== undefined && 'service' in target && target.service === service;
}

/** The gateway's answer when a service does not answer in time. */
function withLateAnswer([method, operation]: [string, Json]): [string, Json] {
  const responses = operation['responses'] as Record<string, Json>;
  const late = { ...responses['503'], description: 'The service does not answer in time.' };
  return [method, { ...operation, responses: { ...responses, 504: late } }];
}

/** Removes schemas that no routed operation uses. */
function dropUnused(document: ApiDocument): void {
  const schemas = document.components['schemas'] ?? {};
  const text = JSON.stringify(document);
  const unused = Object.keys(schemas).filter((name) => !text.includes(`"#/components/schemas/${name}"`));
  if (unused.length === 0) return;
  const rest = Object.entries(schemas).filter(([name]) => !unused.includes(name));
  document.components['schemas'] = Object.fromEntries(rest);
  dropUnused(document);
}

function union(some: Json, more: Json): Json {
  for (const [name, member] of Object.entries(more)) {
    if (name in some && JSON.stringify(some[name]) !== JSON.stringify(member)) {
      throw new MergeConflict(`two services describe ${name} differently`);
    }
  }
  return { ...some, ...more };
}
