import { at, list, selects, type Manifest } from './manifests.ts';

const PARTITIONS = 12;
/** Retries that are safe for a request that may have had an effect: it was provably not processed. */
const SAFE_RETRIES = new Set(['connect-failure', 'refused-stream', 'reset-before-request']);

type Fact = [title: string, faults: (all: Manifest[]) => string[]];

const of = (all: Manifest[], kind: string): Manifest[] => all.filter((one) => one.kind === kind);
const podLabels = (deployment: Manifest): unknown => at(deployment, 'spec.template.metadata.labels');
const name = (one: Manifest): string => `${one.kind}/${one.metadata.name}`;

function service(all: Manifest[], host: unknown): Manifest | undefined {
  return of(all, 'Service').find((one) => one.metadata.name === host);
}

function deploymentBehind(all: Manifest[], host: unknown): Manifest | undefined {
  return of(all, 'Deployment').find((one) => selects(at(service(all, host), 'spec.selector'), podLabels(one)));
}

/** What has to agree between files that no schema joins. */
export const facts: Fact[] = [
  [
    'every route ends at a Service that has the port',
    (all) =>
      of(all, 'VirtualService').flatMap((virtual) =>
        list(virtual, 'spec.http.*.route.*').flatMap((route) => {
          const [host, port] = [at(route, 'destination.host'), at(route, 'destination.port.number')];
          const known = list(service(all, host), 'spec.ports').some((one) => at(one, 'port') === port);
          return known ? [] : [`${name(virtual)}: ${host}:${port} is no port of a Service`];
        }),
      ),
  ],
  [
    'every DestinationRule is for a Service',
    (all) =>
      of(all, 'DestinationRule').flatMap((rule) =>
        service(all, at(rule, 'spec.host')) ? [] : [`${name(rule)}: ${at(rule, 'spec.host')}`],
      ),
  ],
  [
    'every Service reaches the port on which its app listens',
    (all) =>
      of(all, 'Service').flatMap((one) => {
        const deployment = deploymentBehind(all, one.metadata.name);
        if (!deployment) return [`${name(one)} selects no Deployment`];
        const [container] = list(deployment, 'spec.template.spec.containers');
        const config = of(all, 'ConfigMap').find((map) => map.metadata.name === deployment.metadata.name);
        const [target] = list(one, 'spec.ports.*.targetPort');
        const port = list(container, 'ports').find((candidate) => at(candidate, 'name') === target);
        return port && String(at(port, 'containerPort')) === at(config, 'data.PORT')
          ? []
          : [`${name(one)}: ${target} is not PORT`];
      }),
  ],
  [
    'every address in a ConfigMap is a Service with that port',
    (all) =>
      of(all, 'ConfigMap').flatMap((map) =>
        Object.entries((at(map, 'data') ?? {}) as Record<string, string>)
          .filter(([key]) => /^(PAYMENT|DELIVERY)_URL$/.test(key))
          .flatMap(([key, value]) => {
            const url = new URL(value);
            const known = list(service(all, url.hostname), 'spec.ports').some(
              (one) => String(at(one, 'port')) === url.port,
            );
            return known ? [] : [`${name(map)}: ${key} is ${value}`];
          }),
      ),
  ],
  [
    'every policy selects a Deployment, and its callers have service accounts',
    (all) =>
      of(all, 'AuthorizationPolicy').flatMap((policy) => {
        const labels = at(policy, 'spec.selector.matchLabels');
        const callers = list(policy, 'spec.rules.*.from.*')
          .flat()
          .flatMap((from) => list(from, 'source.serviceAccounts'));
        return [
          ...(labels && !of(all, 'Deployment').some((one) => selects(labels, podLabels(one)))
            ? [`${name(policy)} selects nothing`]
            : []),
          ...callers
            .filter(
              (caller) =>
                !String(caller).includes('/') && !of(all, 'ServiceAccount').some((one) => one.metadata.name === caller),
            )
            .map((caller) => `${name(policy)}: no service account ${caller}`),
        ];
      }),
  ],
  [
    'a request that may have had an effect is never sent twice',
    (all) =>
      of(all, 'VirtualService').flatMap((virtual) =>
        list(virtual, 'spec.http')
          .filter(
            (http) =>
              list(http, 'match').length === 0 ||
              list(http, 'match').some((match) => at(match, 'method.exact') !== 'GET'),
          )
          .flatMap((http) =>
            String(at(http, 'retries.retryOn') ?? '')
              .split(',')
              .filter((reason) => reason && !SAFE_RETRIES.has(reason)),
          )
          .map((reason) => `${name(virtual)} retries on ${reason}`),
      ),
  ],
  [
    'every HPA scales a Deployment on its own container, to no more consumers than partitions',
    (all) =>
      of(all, 'HorizontalPodAutoscaler').flatMap((hpa) => {
        const target = of(all, 'Deployment').find((one) => one.metadata.name === at(hpa, 'spec.scaleTargetRef.name'));
        const containers = list(target, 'spec.template.spec.containers.*.name');
        const named = list(hpa, 'spec.metrics.*.containerResource.container');
        const known = target && named.every((container) => containers.includes(container));
        return known && Number(at(hpa, 'spec.maxReplicas')) <= PARTITIONS ? [] : [name(hpa)];
      }),
  ],
  [
    'every Deployment has a disruption budget, a network policy and an HPA',
    (all) =>
      of(all, 'Deployment').flatMap((deployment) => {
        const labels = podLabels(deployment);
        const missing = [
          of(all, 'PodDisruptionBudget').some((one) => selects(at(one, 'spec.selector.matchLabels'), labels)) ||
            'budget',
          of(all, 'NetworkPolicy').some(
            (one) => at(one, 'spec.podSelector.matchLabels.app') === deployment.metadata.name,
          ) || 'network policy',
          of(all, 'HorizontalPodAutoscaler').some(
            (one) => at(one, 'spec.scaleTargetRef.name') === deployment.metadata.name,
          ) || 'HPA',
        ];
        return missing.filter((one) => one !== true).map((one) => `${name(deployment)} has no ${one}`);
      }),
  ],
];
