import { at, list, named, ofKind, selects, text, title, type Fact, type Manifest } from './manifests.ts';

/** The NetworkPolicies repeat below the mesh who may call whom. Both layers must agree. */
export const networkFacts: readonly Fact[] = [
  { title: 'every edge of the mesh has its way through the network, and there is no other way', faults: edgeFaults },
  { title: 'a pod without a network policy of its own reaches nothing', faults: denyFaults },
  { title: 'every app and job reaches what it needs outside the shop, and can be scraped', faults: outsideFaults },
  { title: 'the ports of KAFKA_BROKERS pass the network and the proxies, and no other', faults: brokerFaults },
];

type Direction = 'Ingress' | 'Egress';

/** The peer of a connection: labels of its pod and namespace; empty for a peer outside the cluster. */
interface Peer {
  name: string;
  namespace: string;
  labels: object;
}

const SHOP = 'carshare';
const ISTIO = 'istio-system';
const GATEWAY: Peer = { name: 'the gateway', namespace: ISTIO, labels: { istio: 'ingressgateway' } };
const ISTIOD: Peer = { name: 'istiod', namespace: ISTIO, labels: { app: 'istiod' } };
const GATEWAY_ACCOUNT = `${ISTIO}/istio-ingressgateway-service-account`;

const podLabels = (deployment: Manifest): object => at(deployment, 'spec.template.metadata.labels') as object;
const peerOf = (one: Manifest): Peer => ({ name: one.metadata.name, namespace: SHOP, labels: podLabels(one) });

function edgeFaults(all: readonly Manifest[]): string[] {
  const apps = ofKind(all, 'Deployment');
  return apps.flatMap((to) => {
    const accounts = callers(all, to);
    const [port = ''] = list(to, 'spec.template.spec.containers.*.ports.*.containerPort').map(String);
    const into = (from: Peer): boolean => admits(all, 'Ingress', to, from, port);
    const inside = apps
      .filter((from) => from !== to)
      .flatMap((from) => {
        const isNeeded = accounts.has(text(from, 'spec.template.spec.serviceAccountName'));
        const edge = `${from.metadata.name} → ${to.metadata.name}`;
        return [
          ...mismatch(isNeeded, admits(all, 'Egress', from, peerOf(to), port), `${edge}, on its way out`),
          ...mismatch(isNeeded, into(peerOf(from)), `${edge}, on its way in`),
        ];
      });
    return [
      ...inside,
      ...mismatch(accounts.has(GATEWAY_ACCOUNT), into(GATEWAY), `${GATEWAY.name} → ${to.metadata.name}`),
      ...mismatch(false, into(ISTIOD), `${ISTIOD.name} → ${to.metadata.name}`),
      ...mismatch(false, into({ ...GATEWAY, namespace: 'elsewhere' }), `elsewhere → ${to.metadata.name}`),
    ];
  });
}

function mismatch(isNeeded: boolean, isOpen: boolean, edge: string): string[] {
  if (isNeeded === isOpen) return [];
  return [
    isNeeded ? `${edge}: the mesh allows it, the network policies do not` : `${edge}: no part of the mesh needs it`,
  ];
}

/** The service accounts that the mesh allows to call a Deployment. */
function callers(all: readonly Manifest[], to: Manifest): Set<unknown> {
  return new Set(
    ofKind(all, 'AuthorizationPolicy')
      .filter((policy) => selects(at(policy, 'spec.selector.matchLabels'), podLabels(to)))
      .flatMap((policy) => list(policy, 'spec.rules.*.from.*.source.serviceAccounts.*')),
  );
}

function denyFaults(all: readonly Manifest[]): string[] {
  const denied = named(all, 'NetworkPolicy', 'deny-all');
  const isWhole =
    denied &&
    Object.keys(at(denied, 'spec.podSelector') ?? { none: 1 }).length === 0 &&
    list(denied, 'spec.policyTypes').length === 2 &&
    [...list(denied, 'spec.ingress'), ...list(denied, 'spec.egress')].length === 0;
  return isWhole ? [] : ['NetworkPolicy/deny-all does not deny all'];
}

function outsideFaults(all: readonly Manifest[]): string[] {
  const outside = (one: Manifest, ports: readonly string[]): string[] =>
    [...ports, '53']
      .filter((port) => !admits(all, 'Egress', one, undefined, port))
      .map((port) => `${title(one)} does not reach port ${port}`);
  const apps = ofKind(all, 'Deployment');
  return [
    ...apps.flatMap((app) => [
      ...outside(app, pastTheProxy(app)),
      ...(admits(all, 'Egress', app, ISTIOD, '15012') ? [] : [`${title(app)} does not reach istiod`]),
      ...(admits(all, 'Ingress', app, undefined, '15020') ? [] : [`${title(app)} cannot be scraped`]),
    ]),
    // One job prepares the servers for all apps, so it needs the ports of all of them.
    ...ofKind(all, 'Job').flatMap((job) => outside(job, [...new Set(apps.flatMap(pastTheProxy))])),
  ];
}

/** Brokers with TLS or SASL listen on ports of their own: the network policy and the proxies follow the configuration. */
function brokerFaults(all: readonly Manifest[]): string[] {
  const environment = ofKind(all, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith('environment'));
  const wanted = new Set(
    text(environment, 'data.KAFKA_BROKERS')
      .split(',')
      .map((broker) => broker.split(':').at(-1) ?? ''),
  );
  const opened = list(named(all, 'NetworkPolicy', 'kafka'), 'spec.egress.*.ports.*.port').map(String);
  const isWanted = opened.length === wanted.size && opened.every((port) => wanted.has(port));
  return [
    ...(isWanted ? [] : [`NetworkPolicy/kafka opens ${opened.join()}, KAFKA_BROKERS names ${[...wanted].join()}`]),
    ...ofKind(all, 'Deployment').flatMap((app) =>
      [...wanted]
        .filter((port) => !pastTheProxy(app).includes(port))
        .map((port) => `${title(app)} speaks to port ${port} through its proxy`),
    ),
  ];
}

/** The ports of the database and the broker, which a pod reaches without its proxy. */
function pastTheProxy(app: Manifest): string[] {
  const annotations = at(app, 'spec.template.metadata.annotations') as Record<string, string>;
  return (annotations['traffic.sidecar.istio.io/excludeOutboundPorts'] ?? '').split(',');
}

/** Whether the policies that select a Deployment's pods allow the traffic. */
function admits(
  all: readonly Manifest[],
  direction: Direction,
  app: Manifest,
  peer: Peer | undefined,
  port: string,
): boolean {
  const selecting = ofKind(all, 'NetworkPolicy').filter(
    (one) => picks(at(one, 'spec.podSelector'), podLabels(app)) && list(one, 'spec.policyTypes').includes(direction),
  );
  if (selecting.length === 0) return true;
  const [rules, peers] = direction === 'Ingress' ? ['spec.ingress', 'from'] : ['spec.egress', 'to'];
  return selecting
    .flatMap((policy) => list(policy, rules))
    .some((rule) => {
      const ports = list(rule, 'ports');
      const whom = list(rule, peers);
      const isPort = ports.length === 0 || ports.some((one) => text(one, 'port') === port);
      return isPort && (whom.length === 0 || (peer !== undefined && whom.some((one) => isPeer(one, peer))));
    });
}

function isPeer(one: unknown, peer: Peer): boolean {
  const [namespaces, pods] = [at(one, 'namespaceSelector'), at(one, 'podSelector')];
  const isThere = namespaces
    ? picks(namespaces, { 'kubernetes.io/metadata.name': peer.namespace })
    : pods !== undefined && peer.namespace === SHOP;
  return isThere && (pods === undefined || picks(pods, peer.labels));
}

/** Whether a selector matches the labels; an empty selector matches everything. */
function picks(selector: unknown, labels: object): boolean {
  const isThere = list(selector, 'matchExpressions').every((one) => text(one, 'key') in labels);
  return isThere && selects(at(selector, 'matchLabels') ?? {}, labels);
}
