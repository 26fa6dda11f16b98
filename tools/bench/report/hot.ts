import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

interface CpuProfile {
  nodes: { id: number; callFrame: Frame; children?: number[] }[];
  samples: number[];
  timeDeltas: number[];
}

interface Frame {
  functionName: string;
  url: string;
  lineNumber: number;
}

/** Frames that load a module. */
const LOADING = new Set(['wrapSafe', 'compileSourceTextModule', 'compileFunctionForCJSLoader']);

/**
 * Reports on the longest profile of each process in a folder; a process that ran several times left several profiles.
 */
export function hottestOf(folder: string, count: number): string {
  const longest = new Map<string, { path: string; size: number }>();
  for (const file of readdirSync(folder)) {
    const path = join(folder, file);
    const name = file.split('.')[0] ?? file;
    const { size } = statSync(path);
    if (size > (longest.get(name)?.size ?? 0)) longest.set(name, { path, size });
  }
  return [...longest].map(([name, { path }]) => hottest(name, path, count)).join('\n\n');
}

/** The functions and packages of a CPU profile with the largest self time, as a share of the non-idle time. */
function hottest(name: string, path: string, count: number): string {
  const profile = JSON.parse(readFileSync(path, 'utf8')) as CpuProfile;
  const owners = packagesOf(profile);
  const frames = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
  const functions = new Map<string, number>();
  const packages = new Map<string, number>();
  let busy = 0;
  const start = afterStart(profile);
  profile.samples.forEach((id, i) => {
    const delta = profile.timeDeltas[i] ?? 0;
    const frame = frames.get(id);
    if (!frame || i < start || frame.functionName === '(idle)' || frame.functionName === '(program)') return;
    busy += delta;
    const place = frame.url ? ` ${short(frame.url)}:${frame.lineNumber + 1}` : '';
    add(functions, `${frame.functionName || '(anonymous)'}${place}`, delta);
    add(packages, owners.get(id) ?? 'node', delta);
  });
  const share = ([key, time]: [string, number]): string =>
    `  ${((time / busy) * 100).toFixed(1).padStart(5)} %  ${key}`;
  const top = (of: Map<string, number>, most: number): string[] =>
    [...of]
      .sort(([, a], [, b]) => b - a)
      .slice(0, most)
      .map(share);
  return [
    `${name}: ${(busy / 1e6).toFixed(1)} s busy`,
    ' packages',
    ...top(packages, 10),
    ' functions',
    ...top(functions, count),
  ].join('\n');
}

/** The first sample after the start: after the last module load in the first half of the profile. */
function afterStart({ nodes, samples }: CpuProfile): number {
  const loading = new Set(nodes.filter((node) => LOADING.has(node.callFrame.functionName)).map(({ id }) => id));
  return samples.slice(0, samples.length / 2).findLastIndex((id) => loading.has(id)) + 1;
}

function add(sums: Map<string, number>, key: string, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value);
}

function short(url: string): string {
  return url.replace(/^.*\/(node_modules|apps|libs|bench)\//, '');
}

/** The owner of a frame: its own package, or the caller's for frames of Node.js and of native code. */
function packagesOf({ nodes }: CpuProfile): Map<number, string> {
  const owners = new Map<number, string>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const visit = (id: number, inherited: string): void => {
    const node = byId.get(id);
    if (!node) return;
    const { url, functionName } = node.callFrame;
    const found = /^(@[^/]+\/[^/]+|[^/]+)/.exec(short(url))?.[1];
    const own =
      functionName === '(garbage collector)'
        ? 'garbage collector'
        : url.startsWith('file:') && found
          ? found
          : inherited;
    owners.set(id, own);
    for (const child of node.children ?? []) visit(child, own);
  };
  const root = nodes[0];
  if (root) visit(root.id, 'node');
  return owners;
}
