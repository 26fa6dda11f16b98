import { runScript } from './kubectl.js';
import { onePod } from './pods.js';
import { HOSTS, SHOP, STRANGERS, type Workload } from './settings.js';

/** The caller: a workload of the shop from its own pod, or a pod outside the shop. */
export type Caller = Workload | 'meshed' | 'plain';

export interface Edge {
  to: Workload | 'newcomer';
  method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'DELETE' | 'PATCH';
  path: string;
}

/**
 * How far a request got: the `mesh` refused it before the service received it, the `service` answered, or the
 * `connection` broke.
 */
export type Reached = 'mesh' | 'service' | 'connection';

interface Reply {
  status?: number;
  type?: string;
  code?: string;
}

/** Sends a request along every edge from one caller. @returns how far each got */
export async function ask(from: Caller, edges: readonly Edge[]): Promise<Reached[]> {
  const isStranger = from === 'meshed' || from === 'plain';
  const namespace = isStranger ? STRANGERS : SHOP;
  const requests = edges.map(({ to, method, path }) => ({
    url: `http://${to === 'newcomer' ? to : HOSTS[to]}.${SHOP}:8080${path}`,
    method,
  }));
  const script = `Promise.all(${JSON.stringify(requests)}.map(({ url, method }) =>
    fetch(url, { method, signal: AbortSignal.timeout(8000) }).then(
      async (answer) => ({ status: answer.status, type: (await answer.text(), answer.headers.get('content-type') ?? '') }),
      (error) => ({ code: String(error.cause?.code ?? error) }),
    ))).then((replies) => console.log(JSON.stringify(replies)))`;
  const out = await runScript(await onePod(from, namespace), isStranger ? 'probe' : from, script, namespace);
  return (JSON.parse(out) as Reply[]).map(judge);
}

/** The answer to HEAD has no body: a service refuses with a problem document, the mesh with plain text. */
function judge({ status, type = '' }: Reply): Reached {
  if (status === undefined) return 'connection';
  return status === 403 && !type.startsWith('application/problem+json') ? 'mesh' : 'service';
}
