import { at, list, named, ofKind, selects, text, title, type Fact, type Manifest } from './manifests.ts';

const PARTITIONS = 12;

export const workloadFacts: readonly Fact[] = [
  { title: 'every Service reaches the port on which its app listens', faults: portFaults },
  { title: 'every address in a ConfigMap is a Service with that port', faults: addressFaults },
  {
    title: 'every HPA watches a container of its Deployment, up to no more consumers than partitions',
    faults: hpaFaults,
  },
  { title: 'every Deployment has a disruption budget, a network policy and an HPA', faults: companionFaults },
  { title: 'every image has a registry and a tag', faults: imageFaults },
  { title: 'every Secret that a pod mounts exists, where the overlay makes Secrets', faults: secretFaults },
];

const podLabels = (deployment: Manifest): unknown => at(deployment, 'spec.template.metadata.labels');

function portFaults(all: readonly Manifest[]): string[] {
  return ofKind(all, 'Service').flatMap((service) => {
    const deployment = ofKind(all, 'Deployment').find((one) => selects(at(service, 'spec.selector'), podLabels(one)));
    if (!deployment) return [`${title(service)} selects no Deployment`];
    const wanted = text(named(all, 'ConfigMap', deployment.metadata.name), 'data.PORT');
    const ports = list(deployment, 'spec.template.spec.containers.*.ports.*');
    return list(service, 'spec.ports').flatMap((port) => {
      const target = ports.find((one) => text(one, 'name') === text(port, 'targetPort'));
      return text(target, 'containerPort') === wanted ? [] : [`${title(service)}: its target is not PORT ${wanted}`];
    });
  });
}

function addressFaults(all: readonly Manifest[]): string[] {
  return ofKind(all, 'ConfigMap').flatMap((map) =>
    ['PAYMENT_URL', 'DELIVERY_URL'].flatMap((key) => {
      const value = text(map, `data.${key}`);
      if (value === '') return [];
      const { hostname, port } = new URL(value);
      const known = list(named(all, 'Service', hostname), 'spec.ports').some((one) => text(one, 'port') === port);
      return known ? [] : [`${title(map)}: ${key} is ${value}`];
    }),
  );
}

function hpaFaults(all: readonly Manifest[]): string[] {
  return ofKind(all, 'HorizontalPodAutoscaler').flatMap((hpa) => {
    const target = named(all, 'Deployment', text(hpa, 'spec.scaleTargetRef.name'));
    const containers = list(target, 'spec.template.spec.containers.*.name');
    const watched = list(hpa, 'spec.metrics.*.containerResource.container');
    const faults = [
      ...(target ? [] : ['it scales nothing']),
      ...watched.filter((name) => !containers.includes(name)).map((name) => `there is no container ${String(name)}`),
      ...(Number(text(hpa, 'spec.maxReplicas')) <= PARTITIONS ? [] : [`more replicas than ${PARTITIONS} partitions`]),
    ];
    return faults.map((fault) => `${title(hpa)}: ${fault}`);
  });
}

function companionFaults(all: readonly Manifest[]): string[] {
  return ofKind(all, 'Deployment').flatMap((deployment) => {
    const { name } = deployment.metadata;
    const selected = (kind: string, path: string): boolean =>
      ofKind(all, kind).some((one) => selects(at(one, path), podLabels(deployment)) && one.metadata.name === name);
    const scaled = ofKind(all, 'HorizontalPodAutoscaler').some((one) => text(one, 'spec.scaleTargetRef.name') === name);
    return [
      ...(selected('PodDisruptionBudget', 'spec.selector.matchLabels') ? [] : ['disruption budget']),
      ...(selected('NetworkPolicy', 'spec.podSelector.matchLabels') ? [] : ['network policy']),
      ...(scaled ? [] : ['HPA']),
    ].map((missing) => `${title(deployment)} has no ${missing}`);
  });
}

function imageFaults(all: readonly Manifest[]): string[] {
  return podOwners(all).flatMap((one) =>
    ['containers', 'initContainers']
      .flatMap((kind) => list(one, `spec.template.spec.${kind}.*.image`).map(String))
      .filter((image) => !/^[^/]+\.[^/]+\/.+:.+$/.test(image))
      .map((image) => `${title(one)}: the overlay's images do not name ${image}`),
  );
}

/** An overlay without Secrets expects all of them in the cluster. */
function secretFaults(all: readonly Manifest[]): string[] {
  const made = new Set(ofKind(all, 'Secret').map(({ metadata }) => metadata.name));
  if (made.size === 0) return [];
  return podOwners(all).flatMap((one) =>
    list(one, 'spec.template.spec.volumes.*.secret.secretName')
      .map(String)
      .filter((name) => !made.has(name))
      .map((name) => `${title(one)}: the overlay makes no Secret ${name}`),
  );
}

const podOwners = (all: readonly Manifest[]): Manifest[] => [...ofKind(all, 'Deployment'), ...ofKind(all, 'Job')];
