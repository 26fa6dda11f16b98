import { kubectl } from './kubectl.js';
import { onePod, readyPods } from './pods.js';
import { HOSTS, ISTIO, SHOP, type Workload } from './settings.js';

/** A counter or gauge of the callers' proxies about a workload, summed over the callers' pods. */
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
      // A proxy without a call so far has no counter.
      return line ? Number(line.split(': ')[1]) : 0;
    }),
  );
  return each.reduce((sum, value) => sum + value, 0);
}

/** The addresses of a workload's pods that the ingress gateway has ejected. */
export async function takenOut(app: Workload): Promise<string[]> {
  const found = await gatewayStats(app, '');
  return found.filter(({ stats }) => /^health_flags::.*failed_outlier_check/.test(stats)).map(({ pod }) => pod);
}

/** The number of requests that the ingress gateway has sent to the pods of a version. */
export async function sentTo(app: Workload, version: string): Promise<number> {
  const found = await gatewayStats(app, version);
  return found.reduce((sum, { stats }) => sum + Number(/^rq_total::(\d+)/.exec(stats)?.[1] ?? 0), 0);
}

/** The ingress gateway's data about the pods of a workload, or of one version of it. */
async function gatewayStats(app: Workload, version: string): Promise<{ pod: string; stats: string }[]> {
  const gateway = await onePod('istio-ingressgateway', ISTIO);
  const ask = ['exec', gateway, '-c', 'istio-proxy', '--', 'pilot-agent', 'request', 'GET', 'clusters'];
  const out = await kubectl(['--namespace', ISTIO, ...ask]);
  const prefix = `outbound|8080|${version}|${HOSTS[app]}.${SHOP}.svc.cluster.local::`;
  return out.split('\n').flatMap((line) => {
    const [, pod, stats] = /^([\d.]+):\d+::(.*)$/.exec(line.startsWith(prefix) ? line.slice(prefix.length) : '') ?? [];
    return pod === undefined || stats === undefined ? [] : [{ pod, stats }];
  });
}
