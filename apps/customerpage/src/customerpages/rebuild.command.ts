import type { Schema } from '@carshare/persistence';
import type { CustomerpageConfig } from '../app.config.js';
import { rebuildPages, type Rebuild } from './customerpages.rebuild.js';

/** At most this many pages are listed. */
const NAMED = 20;

/** The former name of `--drop-unexplained`; docs/renamed-names.md says until which version it is accepted. */
const FORMER_FLAG = '--drop-untold';

/** `rebuild [--dry-run] [--drop-unexplained]`: rebuilds the read model and reports what differed from the live one. */
export async function rebuild(
  config: CustomerpageConfig,
  schema: Schema,
  flags: readonly string[] = process.argv,
): Promise<string> {
  const begun = performance.now();
  const options = {
    dryRun: flags.includes('--dry-run'),
    dropUnexplained: flags.includes('--drop-unexplained') || flags.includes(FORMER_FLAG),
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

function conclusion({ switched, unexplained }: Rebuild, dryRun: boolean): string {
  if (switched) return 'the rebuilt read model is live';
  if (unexplained === 0) return 'nothing was changed (--dry-run)';
  const fact = `${unexplained} live pages contain facts that no event contains. Were the topic's oldest events deleted?`;
  return `${fact} Nothing was changed${dryRun ? ' (--dry-run)' : ': --drop-unexplained switches and loses those facts'}.`;
}
