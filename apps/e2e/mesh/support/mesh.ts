import { existsSync, readFileSync } from 'node:fs';
import { Client } from '../../src/support/client.js';
import { Storefront } from '../../src/support/storefront.js';
import { Issuer } from '../../src/support/tokens.js';
import type { JWK } from 'jose';
import { get, kubectl } from './kubectl.js';
import { INGRESS, SHOP, SIGNING_KEY, WORKLOADS } from './settings.js';

/** The shop in a cluster, through its ingress as customers and operators use it. */
export class Mesh {
  private constructor(readonly issuer: Issuer) {}

  /** @throws {Error} naming what is missing and how to make it */
  static async open(): Promise<Mesh> {
    await need('a cluster', 'Set KUBECONFIG, and have kubectl on the PATH', () => kubectl(['get', 'namespaces']));
    await need('Istio', 'Install istiod and an ingress gateway', () =>
      get('crd', 'virtualservices.networking.istio.io'),
    );
    await need(`the shop in ${SHOP}`, 'Deploy it: npx nx deploy manifests --overlay=sandbox', () =>
      Promise.all(WORKLOADS.map((app) => get('deployment', app))),
    );
    await need(`the ingress at ${INGRESS}`, 'Set MESH_INGRESS to its address', () => fetch(INGRESS));
    await need(`the signing key ${SIGNING_KEY}`, 'Make it: npx nx secrets manifests; or set MESH_SIGNING_KEY', () => {
      if (!existsSync(SIGNING_KEY)) throw new Error('there is no such file');
      return Promise.resolve();
    });
    return new Mesh(await Issuer.of(JSON.parse(readFileSync(SIGNING_KEY, 'utf8')) as JWK));
  }

  /** A client without a token. */
  get stranger(): Client {
    return new Client(INGRESS);
  }

  /** A client with a token that is valid for an hour. */
  async as(sub: string, ...roles: string[]): Promise<Storefront> {
    return new Storefront(this.bearer(await this.issuer.token({ sub, roles, expiresIn: 3_600 })));
  }

  bearer(token: string): Client {
    return this.stranger.with({ authorization: `Bearer ${token}` });
  }

  /** Adds stock, so that no scenario fails for lack of cars. */
  async stock(productId = '1001', stock = 1_000_000): Promise<void> {
    const { client } = await this.as('olga', 'operator');
    const body = JSON.stringify({ stock });
    const { status } = await client.send('PATCH', `/cars/${productId}`, body, { 'content-type': 'application/json' });
    if (status !== 200) throw new Error(`the stock cannot be set: ${status}`);
  }
}

async function need(what: string, cure: string, look: () => Promise<unknown>): Promise<void> {
  try {
    await look();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`e2e:mesh needs ${what}. ${cure}. (${reason})`, { cause: error });
  }
}
