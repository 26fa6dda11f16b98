import type { Schema } from '@carshare/persistence';
import type { CustomerpageConfig } from '../app.config.js';
import { rebuildPages, type Rebuild } from './customerpages.rebuild.js';

/** Pages that are named at most. */
const NAMED = 20;

/** `rebuild [--dry-run] [--drop-untold]`: says what was rebuilt, and what was different before. */
export async function rebuild(config: CustomerpageConfig, schema: Schema): Promise<string> {
  const begun = performance.now();
  const options = {
    dryRun: process.argv.includes('--dry-run'),
    dropUntold: process.argv.includes('--drop-untold'),
  };
  const result = await rebuildPages(config, schema, options);
  const { events, pages, refused, compared, different, examples } = result;
  const seconds = (performance.now() - begun) / 1000;
  const speed = Math.round(events / seconds);
  return [
    `rebuilt ${pages} pages from ${events} events in ${seconds.toFixed(1)} s (${speed} events/s)`,
    `compared ${compared} pages: ${different} different`,
    ...examples.map((example) => `  ${example}`),
    ...refused.slice(0, NAMED).map((reason) => `not storable, ${reason}`),
    conclusion(result, options.dryRun),
  ].join('\n');
}

function conclusion({ switched, untold }: Rebuild, dryRun: boolean): string {
  if (switched) return 'the rebuilt read model is live';
  if (untold === 0) return 'nothing was changed (--dry-run)';
  const fact = `${untold} live pages know what no event tells. Has the topic forgotten its oldest events?`;
  return `${fact} Nothing was changed${dryRun ? ' (--dry-run)' : ': --drop-untold gives that knowledge up'}.`;
}
