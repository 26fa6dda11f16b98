import { apply, get, kubectl } from './kubectl.js';
import { STRANGERS } from './settings.js';

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

/** A pod that waits to be told what to ask; the image is one that the cluster has already. */
const pod = (name: string, inMesh: boolean, image: string): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: STRANGERS, labels: { app: name, 'sidecar.istio.io/inject': String(inMesh) } },
  spec: {
    terminationGracePeriodSeconds: 0,
    automountServiceAccountToken: false,
    containers: [
      {
        name: 'probe',
        image,
        imagePullPolicy: 'IfNotPresent',
        command: ['node', '-e', 'setInterval(() => {}, 1e9)'],
        securityContext: settings,
      },
    ],
  },
});

/** Starts two strangers in the suite's own namespace: `meshed` has a certificate, but of no service of the shop; `plain` has none. */
export async function inviteStrangers(): Promise<void> {
  const { spec } = await get<Deployment>('deployment', 'order');
  const image = spec.template.spec.containers[0]?.image ?? '';
  const namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: STRANGERS, labels: { 'istio-injection': 'enabled' } },
  };
  await apply(STRANGERS, namespace);
  await apply(STRANGERS, pod('meshed', true, image), pod('plain', false, image));
  const ready = ['wait', 'pod', '--all', '--for=condition=Ready', '--timeout=90s'];
  await kubectl(['--namespace', STRANGERS, ...ready], { within: 100_000 });
}

/** Removes the suite's own namespace with all that is in it. */
export async function dismissStrangers(): Promise<void> {
  await kubectl(['delete', 'namespace', STRANGERS, '--ignore-not-found', '--timeout=60s'], { within: 70_000 });
}
