import { at, list, ofKind, selects, type Manifest } from './manifests.ts';

/** The part of an OpenAPI document that the check reads. */
export interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
}

/** An empty `security` marks an operation without a token (OpenAPI 3.1, 4.8.10). */
interface Operation {
  'x-roles'?: string[];
  security?: object[];
}

/** Who reaches an operation through the ingress, the most open first; `closed` when no rule allows it. */
const OPENNESS = ['public', 'customer', 'operator', 'closed'] as const;
type Openness = (typeof OPENNESS)[number];

/**
 * Every operation of a service is as open at the edge as the service itself makes it. An edge that is narrower refuses callers whom
 * the service serves; one that is wider leaves the service as the only guard. The edge may require a token where the service does
 * not, as for `/cars`.
 * @param app the value of the pod's label `app`
 */
export function roleFaults(all: readonly Manifest[], app: string, { paths }: ApiDocument): string[] {
  const rules = ofKind(all, 'AuthorizationPolicy')
    .filter((policy) => selects(at(policy, 'spec.selector.matchLabels'), { app }))
    .flatMap((policy) => list(policy, 'spec.rules'))
    .filter((rule) => JSON.stringify(at(rule, 'from') ?? '').includes('ingressgateway'));
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([verb, operation]) => {
      const [method, sample] = [verb.toUpperCase(), path.replaceAll(/\{\w+\}/g, '1')];
      const found = rules.filter((rule) => isAllowed(rule, method, sample)).map(opennessOf);
      const edge = OPENNESS.find((one) => found.includes(one)) ?? 'closed';
      const service = wantedOf(operation);
      const isAgreed = edge === service || (edge === 'customer' && service === 'public');
      return isAgreed ? [] : [`${app}: ${method} ${path} is ${edge} at the edge, and ${service} at the service`];
    }),
  );
}

function wantedOf({ security, 'x-roles': roles = [] }: Operation): Openness {
  if (security?.length === 0) return 'public';
  if (roles.includes('operator')) return 'operator';
  return roles.includes('service') ? 'closed' : 'customer';
}

function opennessOf(rule: unknown): Openness {
  const roles = list(rule, 'when.*').filter((one) => at(one, 'key') === 'request.auth.claims[roles]');
  if (roles.length > 0) return 'operator';
  return list(rule, 'from.*.source.requestPrincipals.*').length > 0 ? 'customer' : 'public';
}

function isAllowed(rule: unknown, method: string, path: string): boolean {
  return list(rule, 'to.*.operation').some(
    (operation) =>
      list(operation, 'methods').includes(method) &&
      (list(operation, 'paths') as string[]).some((pattern) => patternOf(pattern).test(path)),
  );
}

/** `*` at the end matches any rest, `{*}` one segment. */
function patternOf(path: string): RegExp {
  const text = path.replaceAll(/[.?+^$()|[\]\\]/g, '\\$&').replaceAll('{*}', '[^/]+');
  return new RegExp(`^${text.replace(/\*$/, '.*')}$`);
}
