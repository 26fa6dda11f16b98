import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  samples: number[];
  timeDeltas: number[];
}

/** Reports on the longest profile of every process in a folder; a process that ran more than once left several. */
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

/** The functions of a CPU profile with the largest self time, as a share of the time that was not idle. */
function hottest(name: string, path: string, count: number): string {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(path, 'utf8')) as CpuProfile;
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]));
  const self = new Map<string, number>();
  let busy = 0;
  samples.forEach((id, i) => {
    const frame = byId.get(id);
    const delta = timeDeltas[i] ?? 0;
    if (!frame || frame.functionName === '(idle)' || frame.functionName === '(program)') return;
    busy += delta;
    const place = frame.url ? ` ${frame.url.replace(/^.*\/(node_modules|apps|libs|bench)\//, '')}:${frame.lineNumber + 1}` : '';
    const key = `${frame.functionName || '(anonymous)'}${place}`;
    self.set(key, (self.get(key) ?? 0) + delta);
  });
  const top = [...self].sort(([, a], [, b]) => b - a).slice(0, count);
  const rows = top.map(([key, time]) => `  ${((time / busy) * 100).toFixed(1).padStart(5)} %  ${key}`);
  return [`${name}: ${(busy / 1e6).toFixed(1)} s busy`, ...rows].join('\n');
}
