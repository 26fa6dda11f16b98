import { parseAllDocuments } from 'yaml';
import { serviceOfHost, type ServiceName } from './services.ts';

/** One condition of a VirtualService: exactly one of the three, as in Istio's StringMatch. */
type Matches = (value: string) => boolean;

/** The target of a request: a service, or an answer of the gateway itself. */
export type Target = { service: ServiceName } | { status: number };

export interface Route {
  /** The conditions are alternatives; a route without conditions matches every request. */
  conditions: readonly { path: Matches; method: Matches }[];
  target: Target;
}

/**
 * A gateway file with a condition that this parser does not support. Ignoring it would make the local gateway differ
 * from the mesh.
 */
export class RouteError extends Error {
  override readonly name = 'RouteError';
}

/**
 * Reads the routes of the VirtualServices in a file of manifests, in order: the first match wins, as in the mesh.
 * Timeouts, retries and faults are ignored, because only the mesh applies them. Unsupported conditions are errors.
 * Source: https://istio.io/latest/docs/reference/config/networking/virtual-service/
 * @throws {RouteError}
 */
export function parseRoutes(manifests: string): Route[] {
  const routes = parseAllDocuments(manifests).flatMap((document) => {
    if (document.errors[0]) throw new RouteError(document.errors[0].message);
    const manifest = asRecord(document.toJS() ?? {}, 'a manifest');
    return manifest['kind'] === 'VirtualService'
      ? asList(asRecord(manifest['spec'], 'spec')['http']).map(parseRoute)
      : [];
  });
  if (routes.length === 0) throw new RouteError('there is no VirtualService with http routes');
  return routes;
}

/** The target of a request; undefined when no route matches. @param path without the query */
export function findTarget(routes: readonly Route[], method: string, path: string): Target | undefined {
  return routes.find(
    ({ conditions }) => conditions.length === 0 || conditions.some((one) => one.path(path) && one.method(method)),
  )?.target;
}

function parseRoute(value: unknown): Route {
  const http = asRecord(value, 'http');
  for (const key of ['redirect', 'rewrite', 'delegate']) {
    if (key in http) throw new RouteError(`${key} is not supported`);
  }
  const conditions = asList(http['match']).map((match) => {
    const { uri, method, ...rest } = asRecord(match, 'match');
    const unknown = Object.keys(rest).filter((key) => key !== 'name');
    if (unknown.length > 0) throw new RouteError(`match.${unknown.join(', match.')} is not supported`);
    return { path: parseMatch(uri), method: parseMatch(method) };
  });
  return { conditions, target: parseTarget(http) };
}

function parseTarget(http: Record<string, unknown>): Target {
  if (http['directResponse']) return { status: Number(asRecord(http['directResponse'], 'directResponse')['status']) };
  const [first] = asList(http['route']);
  const host = String(asRecord(asRecord(first, 'route[0]')['destination'], 'destination')['host']);
  const service = serviceOfHost(host);
  if (!service) throw new RouteError(`the host ${host} is not a service of the shop`);
  return { service };
}

function parseMatch(value: unknown): Matches {
  if (value === undefined) return () => true;
  const [[kind, text] = [], ...others] = Object.entries(asRecord(value, 'a condition'));
  if (typeof text !== 'string' || others.length > 0) throw new RouteError('a condition is one of exact, prefix, regex');
  if (kind === 'exact') return (candidate) => candidate === text;
  if (kind === 'prefix') return (candidate) => candidate.startsWith(text);
  if (kind !== 'regex') throw new RouteError(`the condition ${kind} is not supported`);
  const pattern = new RegExp(`^(?:${text})$`);
  return (candidate) => pattern.test(candidate);
}

function asRecord(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RouteError(`${name} is not an object`);
  }
  return value as Record<string, unknown>;
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
