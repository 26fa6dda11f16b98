import { kubectl } from './kubectl.js';
import { onePod, readyPods } from './pods.js';
import { HOSTS, ISTIO, SHOP, type Workload } from './settings.js';

/** A counter or gauge of the callers' proxies about a workload that they call, added up over the callers' pods. */
export async function proxyStat(from: Workload, to: Workload, name: string): Promise<number> {
  const prefix = `cluster.outbound|8080||${HOSTS[to]}.${SHOP}.svc.cluster.local`;
  const pods = await readyPods(from);
  const each = await Promise.all(
    pods.map(async ({ metadata }) => {
      const out = await kubectl([
        'exec',
        metadata.name,
        '-c',
        'istio-proxy',
        '--',
        ...'pilot-agent request GET stats'.split(' '),
      ]);
      const line = out.split('\n').find((text) => text.startsWith(prefix) && text.includes(`.${name}: `));
      // A proxy that has not called yet has not begun to count.
      return line ? Number(line.split(': ')[1]) : 0;
    }),
  );
  return each.reduce((sum, value) => sum + value, 0);
}

/** The addresses of a workload's pods that the ingress gateway has taken out for their errors. */
export async function takenOut(app: Workload): Promise<string[]> {
  const gateway = await onePod('istio-ingressgateway', ISTIO);
  const ask = ['exec', gateway, '-c', 'istio-proxy', '--', 'pilot-agent', 'request', 'GET', 'clusters'];
  const out = await kubectl(['--namespace', ISTIO, ...ask]);
  const prefix = `outbound|8080||${HOSTS[app]}.${SHOP}.svc.cluster.local::`;
  return out
    .split('\n')
    .filter((line) => line.startsWith(prefix) && /::health_flags::.*failed_outlier_check/.test(line))
    .map((line) => line.slice(prefix.length).split(':')[0] ?? '');
}
