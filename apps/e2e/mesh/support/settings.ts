import { join } from 'node:path';
import { ROOT } from '../../src/support/launcher.js';

/** The address of the cluster's ingress. */
export const INGRESS = process.env['MESH_INGRESS'] ?? 'http://127.0.0.1:30080';

/** The namespace that the shop is deployed in. */
export const SHOP = process.env['MESH_NAMESPACE'] ?? 'carshare';

/** The namespace of istiod and the ingress gateway. */
export const ISTIO = 'istio-system';

/** The suite's own namespace; its pods are outside the shop. */
export const STRANGERS = 'carshare-mesh-test';

/** The private key that signs the cluster's tokens. */
export const SIGNING_KEY =
  process.env['MESH_SIGNING_KEY'] ?? join(ROOT, 'k8s/overlays/sandbox/secrets/signing-key.json');

/** The Service name of each deployment. */
export const HOSTS = {
  order: 'carshareorder',
  payment: 'carsharepayment',
  delivery: 'carsharedelivery',
  customerpage: 'carsharestatusview',
} as const;

export type Workload = keyof typeof HOSTS;

export const WORKLOADS = Object.keys(HOSTS) as Workload[];
