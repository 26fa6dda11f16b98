import { setTimeout as sleep } from 'node:timers/promises';
import { apply, kubectl } from './kubectl.js';
import { SHOP } from './settings.js';

export interface Fault {
  end: () => Promise<void>;
}

const LABEL = 'carshare-mesh-test';

const always = { numerator: 100, denominator: 'HUNDRED' };

const fault = (what: object): object => ({
  name: 'envoy.filters.http.fault',
  typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault', ...what },
});

const LOSE_ANSWERS = {
  name: 'envoy.filters.http.lua',
  typed_config: {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua',
    default_source_code: {
      inline_string: `
        function envoy_on_request(handle)
          if handle:headers():get(":method") == "POST" then
            handle:streamInfo():dynamicMetadata():set("carshare", "post", true)
          end
        end
        function envoy_on_response(handle)
          if handle:streamInfo():dynamicMetadata():get("carshare") then handle:headers():replace(":status", "503") end
        end`,
    },
  },
};

/** The pods answer every request with 503 before their service receives it, and look healthy to the cluster. */
export function failing(...pods: readonly string[]): Promise<Fault> {
  return inject('failing', fault({ abort: { http_status: 503, percentage: always } }), pods);
}

/** The pods delay every request before their service receives it. */
export function slow(ms: number, ...pods: readonly string[]): Promise<Fault> {
  return inject('slow', fault({ delay: { fixed_delay: `${ms / 1_000}s`, percentage: always } }), pods);
}

/** The pods process a POST and then answer 503, so that the caller cannot know the outcome. */
export function losingAnswers(...pods: readonly string[]): Promise<Fault> {
  return inject('losing-answers', LOSE_ANSWERS, pods);
}

/** Connections to the pod fail, and the cluster does not notice. The fault ends when the pod is replaced. */
export async function unreachable(pod: string): Promise<Fault> {
  const drain = ['pilot-agent', 'request', 'POST', 'drain_listeners?inboundonly'];
  await kubectl(['exec', pod, '-c', 'istio-proxy', '--', ...drain]);
  return {
    end: async () => {
      await kubectl(['delete', 'pod', pod, '--wait=false']);
    },
  };
}

/** A filter in the pods' own proxies, in front of the service. */
async function inject(kind: string, value: object, pods: readonly string[]): Promise<Fault> {
  const name = `${LABEL}-${kind}`;
  const router = { name: 'envoy.filters.http.router' };
  const filter = { name: 'envoy.filters.network.http_connection_manager', subFilter: router };
  await apply(SHOP, {
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { name, namespace: SHOP },
    spec: {
      workloadSelector: { labels: { [LABEL]: kind } },
      configPatches: [
        {
          applyTo: 'HTTP_FILTER',
          match: { context: 'SIDECAR_INBOUND', listener: { filterChain: { filter } } },
          patch: { operation: 'INSERT_BEFORE', value },
        },
      ],
    },
  });
  const label = (text: string): Promise<unknown> =>
    Promise.all(pods.map((pod) => kubectl(['label', 'pod', pod, '--overwrite', text])));
  await label(`${LABEL}=${kind}`);
  // The proxies receive their new configuration shortly after the API has accepted it.
  await sleep(3_000);
  return {
    end: async () => {
      await kubectl(['delete', 'envoyfilter', name, '--ignore-not-found']);
      await label(`${LABEL}-`).catch(() => undefined);
      await sleep(3_000);
    },
  };
}
