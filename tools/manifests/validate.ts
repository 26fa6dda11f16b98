/**
 * Checks every manifest without a cluster: renders the overlays, validates each document by its schema, compares what
 * must agree between files, and runs istioctl, actionlint and promtool where they are installed. Prints one line per
 * check.
 */
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVICES } from '../../libs/events/src/services.ts';
import { canaryFaults, ingressFaults, pathFaults } from './checks/edge.ts';
import { linkFacts } from './checks/links.ts';
import { list, ofKind, parseManifests, type Manifest } from './checks/manifests.ts';
import { networkFacts } from './checks/network.ts';
import { Report } from './checks/report.ts';
import { roleFaults, type ApiDocument } from './checks/roles.ts';
import { Schemas } from './checks/schemas.ts';
import { trafficFacts } from './checks/traffic.ts';
import { findTool, goModule, run } from './checks/tools.ts';
import { workloadFacts } from './checks/workloads.ts';

const KUBERNETES = 'k8s.io/kubernetes@v1.34.4';
const ISTIO = 'istio.io/istio@v0.0.0-20260423205519-b01690e6db7d';

const root = join(import.meta.dirname, '../..');
const report = new Report();
const work = mkdtempSync(join(tmpdir(), 'manifests-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

/** Renders a copy with its own secrets, so that ignored files of the working tree have no influence. */
function render(folder: string): string {
  const kubectl = findTool('kubectl');
  if (!kubectl) throw new Error('kubectl is not installed');
  return run(kubectl, ['kustomize', join(work, folder)]);
}

for (const folder of ['k8s', 'istio']) cpSync(join(root, folder), join(work, folder), { recursive: true });
run(process.execPath, [join(root, 'tools/manifests/sandbox-secrets.ts'), join(work, 'k8s/overlays/sandbox/secrets')]);

const rendered = new Map<string, Manifest[]>();
const overlays = readdirSync(join(root, 'k8s/overlays'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => `k8s/overlays/${entry.name}`);
for (const folder of [...overlays, 'k8s/base', 'istio', 'istio/ingress']) {
  report.check(`${folder} renders`, () => {
    const text = render(folder);
    rendered.set(folder, parseManifests(text));
    writeFileSync(join(work, `${folder.replaceAll('/', '-')}.yaml`), text);
  });
}
const scenarios = new Map<string, Manifest[]>();
for (const file of readdirSync(join(root, 'istio/scenarios'))) {
  report.check(`istio/scenarios/${file} parses`, () => {
    scenarios.set(`istio/scenarios/${file}`, parseManifests(readFileSync(join(root, 'istio/scenarios', file), 'utf8')));
  });
}

let schemas: Schemas | undefined;
try {
  schemas = new Schemas(goModule(KUBERNETES), goModule(ISTIO));
} catch (error) {
  report.skip(
    'schemas',
    `the sources of Kubernetes and Istio are not to be had (${error instanceof Error ? error.message : String(error)})`,
  );
}
for (const [folder, manifests] of [...rendered, ...scenarios]) {
  if (schemas) {
    report.check(`${folder} fits the schemas (${manifests.length} documents)`, () =>
      manifests.flatMap((one) => schemas.faults(one)),
    );
  }
}

for (const overlay of overlays) {
  const all = rendered.get(overlay) ?? [];
  for (const { title, faults } of [...trafficFacts, ...workloadFacts, ...networkFacts, ...linkFacts]) {
    report.check(`${overlay}: ${title}`, () => faults([...all, ...[...scenarios.values()].flat()]));
  }
}
const gateway = rendered.get('istio')?.find((one) => one.kind === 'VirtualService' && one.metadata.name === 'carshare');
const all = [...(rendered.get('istio') ?? []), ...(rendered.get('k8s/base') ?? [])];
const canary = scenarios.get('istio/scenarios/order-canary-90-10.yaml')?.[0];
report.check('the edge has its routes', () => (gateway ? [] : ['no VirtualService named carshare']));
if (gateway) {
  report.check('a path at the edge is no beginning of a longer word', () => pathFaults(gateway));
  report.check('what the edge routes is what the services allow', () => ingressFaults(all, gateway));
  report.check('the canary changes only the way to order', () =>
    canary ? canaryFaults(gateway, canary) : ['the canary scenario is missing'],
  );
}
report.check('the edge is as open as each operation of a service', () =>
  SERVICES.flatMap((app) => {
    const document = readFileSync(join(root, `apps/${app}/openapi.json`), 'utf8');
    return roleFaults(all, app, JSON.parse(document) as ApiDocument);
  }),
);
report.check('only the sandboxes insert the demo fleet', () =>
  [...rendered].flatMap(([folder, manifests]) => {
    const seeds = ofKind(manifests, 'Job').filter((job) =>
      list(job, 'spec.template.spec.containers.*.command.*').includes('seed'),
    );
    const isSandbox = /sandbox|seed-demo/.test(folder);
    return seeds.length === (isSandbox ? 1 : 0) ? [] : [`${folder} has ${seeds.length} jobs that run the command seed`];
  }),
);
report.check('no Secret is in git', () =>
  ['k8s/base', 'k8s/overlays/production'].flatMap((folder) =>
    (rendered.get(folder) ?? []).filter((one) => one.kind === 'Secret').map((one) => `${folder}: ${one.metadata.name}`),
  ),
);

const istioctl = findTool('istioctl');
for (const overlay of overlays) {
  const file = join(work, `${overlay.replaceAll('/', '-')}.yaml`);
  if (istioctl) {
    report.check(
      `istioctl analyze ${overlay}`,
      () => void run(istioctl, ['analyze', '--use-kube=false', '--failure-threshold=Warning', file]),
    );
  } else report.skip(`istioctl analyze ${overlay}`, 'istioctl is not installed (nor named by ISTIOCTL)');
}
const actionlint = findTool('actionlint');
if (actionlint) report.check('actionlint', () => void run(actionlint, ['-no-color'], root));
else report.skip('actionlint', 'it is not installed: go install github.com/rhysd/actionlint/cmd/actionlint@latest');

const promtool = findTool('promtool');
const observability = join(root, 'k8s/observability');
for (const [command, file] of [
  ['check', 'rules.yaml'],
  ['test', 'rules.test.yaml'],
] as const) {
  const title = `promtool ${command} rules`;
  if (promtool) report.check(title, () => void run(promtool, [command, 'rules', file], observability));
  else report.skip(title, 'promtool is not installed (Debian has it in the package prometheus), nor named by PROMTOOL');
}

report.close();
