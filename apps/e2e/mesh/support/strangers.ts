import { apply, get, kubectl } from './kubectl.js';
import { SHOP, STRANGERS } from './settings.js';

/** The name of the newcomer's pod and Service. */
export const NEWCOMER = 'newcomer';

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: NEWCOMER, namespace: SHOP },
  spec: { selector: { app: NEWCOMER }, ports: [{ name: 'http', port: 8080 }] },
};

interface Deployment {
  spec: { template: { spec: { containers: { image: string }[] } } };
}

const settings = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  runAsUser: 1000,
  capabilities: { drop: ['ALL'] },
};

/** A pod that answers `hello` to everything and waits for commands; its image is already in the cluster. */
const pod = (name: string, namespace: string, inMesh: boolean, image: string): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, labels: { app: name, 'sidecar.istio.io/inject': String(inMesh) } },
  spec: {
    terminationGracePeriodSeconds: 0,
    automountServiceAccountToken: false,
    containers: [
      {
        name: 'probe',
        image,
        imagePullPolicy: 'IfNotPresent',
        command: ['node', '-e', "require('http').createServer((_, answer) => answer.end('hello')).listen(8080)"],
        securityContext: settings,
      },
    ],
  },
});

/**
 * Starts two pods in the suite's own namespace: `meshed` has a certificate, but of no service of the shop; `plain` has
 * no certificate. Starts a third pod in the shop's namespace, a service without any policy.
 */
export async function inviteStrangers(): Promise<void> {
  const { spec } = await get<Deployment>('deployment', 'order');
  const image = spec.template.spec.containers[0]?.image ?? '';
  const namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: STRANGERS, labels: { 'istio-injection': 'enabled' } },
  };
  await apply(STRANGERS, namespace);
  await apply(STRANGERS, pod('meshed', STRANGERS, true, image), pod('plain', STRANGERS, false, image));
  await apply(SHOP, pod(NEWCOMER, SHOP, true, image), service);
  const ready = ['wait', 'pod', '--all', '--for=condition=Ready', '--timeout=90s'];
  await kubectl(['--namespace', STRANGERS, ...ready], { within: 100_000 });
  await kubectl(['wait', 'pod', NEWCOMER, '--for=condition=Ready', '--timeout=90s'], { within: 100_000 });
}

/** Removes what {@link inviteStrangers} made. */
export async function dismissStrangers(): Promise<void> {
  await kubectl(['delete', 'pod,service', NEWCOMER, '--ignore-not-found', '--wait=false']);
  await kubectl(['delete', 'namespace', STRANGERS, '--ignore-not-found', '--timeout=60s'], { within: 70_000 });
}
