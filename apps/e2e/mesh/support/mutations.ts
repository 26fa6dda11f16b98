import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, type YAMLMap, type YAMLSeq } from 'yaml';

/** One policy that is removed or weakened, and the test that must notice. */
export interface Mutation {
  name: string;
  /** The object's name for kubectl. */
  object: string;
  /** A JSON patch; without one the object is deleted. */
  patch?: readonly object[];
  /** The namespace, when it is not the shop's. */
  namespace?: string;
  /** The scenario's file. */
  scenario: string;
  /** Matches the test's title. */
  test: string;
  /** Whether each matching test must fail, instead of at least one. */
  every?: true;
}

const remove = (...paths: string[]): object[] => paths.map((path) => ({ op: 'remove', path }));
const replace = (path: string, value: unknown): object[] => [{ op: 'replace', path, value }];

const edge = (name: string, scenario: string, test: string): Mutation => ({
  name: `edges/${name} removed`,
  object: `authorizationpolicy/${name}`,
  scenario,
  test,
});

type Part = 'connectionPool' | 'outlierDetection';

const ofRule = (app: string, part: Part, scenario: string, test: string): Mutation => ({
  name: `${app}: ${part} removed`,
  object: `destinationrule/${app}`,
  patch: remove(`/spec/trafficPolicy/${part}`),
  scenario,
  test,
});

const ofRoute = (app: string, what: string, patch: readonly object[], scenario: string, test: string): Mutation => ({
  name: `${app}: ${what}`,
  object: `virtualservice/${app}`,
  patch,
  scenario,
  test,
});

const ofPods = (app: string, what: string, ...settings: string[]): Mutation => ({
  name: `${app}: ${what} removed`,
  object: `deployment/${app}`,
  patch: remove(...settings.map((setting) => `/spec/template/spec/containers/0/${setting}`)),
  scenario: '5-bare-redeploy',
  test: `of ${app} fails no read`,
});

/** The indices of the gateway's routes that have a setting. @param setting the way to it, such as `retries`, `perTryTimeout` */
function placesOf(...setting: string[]): number[] {
  const file = join(import.meta.dirname, '../../../../istio/gateway.yaml');
  const routes = parseAllDocuments(readFileSync(file, 'utf8'))[1]?.getIn(['spec', 'http']) as YAMLSeq<YAMLMap>;
  return routes.items.flatMap((route, at) => (route.hasIn(setting) ? [at] : []));
}

/** Changes all routes of the gateway, because the test uses each of them. */
const ofGateway = (what: string, routes: readonly number[], setting: string, test: string): Mutation => ({
  name: `gateway: ${what} removed`,
  object: 'virtualservice/carshare',
  patch: routes.flatMap((i) => [
    { op: 'remove', path: `/spec/http/${i}/${setting}` },
    ...(setting === 'retries' ? [{ op: 'add', path: `/spec/http/${i}/retries`, value: { attempts: 0 } }] : []),
  ]),
  scenario: ROUTES,
  test,
  every: true,
});

/** Changes the routes from order to payment. */
const ofQuestions = (what: string, patch: readonly object[], test: string): Mutation =>
  ofRoute('payment', `${what} of reads removed`, patch, ROUTES, ` reads: ${test}`);

const ORDER = '1-order';
const EDGES = '2-edges';
const ROUTES = '4-routes';
/** The places in `gateway.yaml` of all routes, of those with a timeout for the request, and of those with one per attempt. */
const [ALL, TIMED, TRIED] = [placesOf('name'), placesOf('timeout'), placesOf('retries', 'perTryTimeout')];
const toTheRefund = 'goes from the order to the refund';

/** Every policy of the mesh and of the workloads whose loss affects customers. */
export const MUTATIONS: readonly Mutation[] = [
  { name: 'mTLS removed', object: 'peerauthentication/strict', scenario: EDGES, test: 'plaintext is cut off' },
  { name: 'deny-all removed', object: 'authorizationpolicy/deny-all', scenario: EDGES, test: 'of order are those' },
  { name: 'identity removed', object: 'requestauthentication/tokens', scenario: ORDER, test: 'a forged token' },
  edge('ingress-to-order', ORDER, toTheRefund),
  edge('ingress-to-payment', ORDER, toTheRefund),
  edge('ingress-to-delivery', ORDER, toTheRefund),
  edge('ingress-to-customerpage', ORDER, toTheRefund),
  edge('order-to-payment', EDGES, 'of order are those'),
  edge('payment-to-delivery', EDGES, 'of payment are those'),
  ofRoute('payment', 'timeout removed', remove('/spec/http/1/timeout'), '3-limits', 'end a payment that hangs'),
  ofRule('payment', 'connectionPool', '3-breaker', 'rejects customers immediately'),
  ofRule('payment', 'outlierDetection', '3-breaker', 'that answers 503 to everything'),
  ofRoute(
    'payment',
    'retries removed',
    replace('/spec/http/1/retries', { attempts: 0 }),
    '4-retries',
    'absorb connections that fail',
  ),
  ofRoute(
    'payment',
    'retries of every 5xx',
    replace('/spec/http/1/retries/retryOn', '5xx'),
    '4-retries',
    'send no POST again',
  ),
  ...['order', 'delivery', 'customerpage'].map((app) =>
    ofRule(app, 'outlierDetection', '3-bad-pods', `takes out a pod of ${app}`),
  ),
  ...['order', 'delivery', 'customerpage'].map((app) =>
    ofRule(app, 'connectionPool', '3-bad-pods', `in the pool of ${app}`),
  ),
  ofGateway('retries', ALL, 'retries', '(-\\w+|pages): the way leads past it'),
  ofGateway('timeouts', TIMED, 'timeout', '(?<!page)(-\\w+|pages): the wait is as long'),
  ofGateway("tries' timeouts", TRIED, 'retries/perTryTimeout', '(-\\w+|pages): the other pod is tried'),
  ofQuestions('retries', replace('/spec/http/0/retries', { attempts: 0 }), 'the way leads past it'),
  ofQuestions('timeout', remove('/spec/http/0/timeout'), 'the wait is as long'),
  ofQuestions("tries' timeout", remove('/spec/http/0/retries/perTryTimeout'), 'the other pod is tried'),
  ofRoute('delivery', 'timeout removed', remove('/spec/http/0/timeout'), '3-limits', 'end a cancellation that hangs'),
  ofRoute(
    'delivery',
    'retries removed',
    replace('/spec/http/0/retries', { attempts: 0 }),
    '4-retries',
    'lead a cancellation past',
  ),
  {
    name: "room of the services' own proxies removed",
    object: 'sidecar/default',
    scenario: '3-breaker',
    test: 'lets two callers through',
  },
  {
    name: 'load shedding removed',
    object: 'envoyfilter/carshare-shed-load',
    namespace: 'istio-system',
    scenario: '3-limits',
    test: 'shed new orders',
  },
  {
    name: 'answer under overload removed',
    object: 'envoyfilter/carshare-overload-answer',
    namespace: 'istio-system',
    scenario: '3-limits',
    test: 'shed new orders',
  },
  {
    name: "answer after the gateway's timeout removed",
    object: 'envoyfilter/carshare-overload-answer',
    patch: remove('/spec/configPatches/0/patch/value/typed_config/local_reply_config/mappers/1'),
    namespace: 'istio-system',
    scenario: '7-faults',
    test: 'stops mysql',
  },
  {
    name: 'answer of a broken service removed',
    object: 'envoyfilter/interrupted-answer',
    scenario: '7-faults',
    test: 'kills a pod of order',
  },
  ...['order', 'payment', 'delivery', 'customerpage'].flatMap((app) => [
    {
      name: `PDB of ${app} removed`,
      object: `poddisruptionbudget/${app}`,
      scenario: '5-drain',
      test: `one pod of ${app}`,
    },
    ofPods(app, 'readiness and startup', 'readinessProbe', 'startupProbe'),
    ofPods(app, 'preStop', 'lifecycle'),
  ]),
];
