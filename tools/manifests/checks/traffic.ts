import { list, named, ofKind, selects, at, text, title, type Fact, type Manifest } from './manifests.ts';

/** Retry conditions that are safe for requests with an effect: the request was provably not processed. */
const SAFE_RETRIES = new Set(['connect-failure', 'refused-stream', 'reset-before-request']);

export const trafficFacts: readonly Fact[] = [
  { title: 'every route ends at a Service that has the port', faults: routeFaults },
  { title: 'every DestinationRule is for a Service', faults: ruleFaults },
  { title: 'every policy selects a Deployment, and its callers have service accounts', faults: policyFaults },
  { title: 'a request that may have had an effect is never sent twice', faults: retryFaults },
];

function routeFaults(all: readonly Manifest[]): string[] {
  return ofKind(all, 'VirtualService').flatMap((virtual) =>
    list(virtual, 'spec.http.*.route.*').flatMap((route) => {
      const [host, port] = [text(route, 'destination.host'), text(route, 'destination.port.number')];
      const known = list(named(all, 'Service', host), 'spec.ports').some((one) => text(one, 'port') === port);
      return known ? [] : [`${title(virtual)}: ${host}:${port} is no port of a Service`];
    }),
  );
}

function ruleFaults(all: readonly Manifest[]): string[] {
  return ofKind(all, 'DestinationRule')
    .filter((rule) => !named(all, 'Service', text(rule, 'spec.host')))
    .map((rule) => `${title(rule)}: ${text(rule, 'spec.host')} is no Service`);
}

function policyFaults(all: readonly Manifest[]): string[] {
  return ofKind(all, 'AuthorizationPolicy').flatMap((policy) => {
    const labels = at(policy, 'spec.selector.matchLabels');
    const strays =
      labels && !ofKind(all, 'Deployment').some((one) => selects(labels, at(one, 'spec.template.metadata.labels')));
    const unknown = list(policy, 'spec.rules.*.from.*.source.serviceAccounts.*')
      .map(String)
      .filter((caller) => !caller.includes('/') && !named(all, 'ServiceAccount', caller));
    return [
      ...(strays ? [`${title(policy)} selects nothing`] : []),
      ...unknown.map((caller) => `${title(policy)}: there is no service account ${caller}`),
    ];
  });
}

function retryFaults(all: readonly Manifest[]): string[] {
  return ofKind(all, 'VirtualService').flatMap((virtual) =>
    list(virtual, 'spec.http')
      .filter((http) => !isRead(http))
      .flatMap((http) => text(http, 'retries.retryOn').split(','))
      .filter((reason) => reason !== '' && !SAFE_RETRIES.has(reason))
      .map((reason) => `${title(virtual)} retries on ${reason}`),
  );
}

/** Whether the route matches only methods without an effect. */
function isRead(http: unknown): boolean {
  const matches = list(http, 'match');
  return matches.length > 0 && matches.every((match) => isSafe(at(match, 'method')));
}

/** Safe methods (RFC 9110, 9.2.1). */
function isSafe(method: unknown): boolean {
  const alternatives = (text(method, 'exact') || text(method, 'regex')).split('|');
  return alternatives.every((one) => ['GET', 'HEAD', 'OPTIONS'].includes(one));
}
