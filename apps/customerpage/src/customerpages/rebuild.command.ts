import type { Schema } from '@carshare/service-kit';
import type { CustomerpageConfig } from '../app.config.js';
import { rebuildPages } from './customerpages.rebuild.js';

/** `rebuild [--dry-run]`: says what was rebuilt, and what was different before. */
export async function rebuild(config: CustomerpageConfig, schema: Schema): Promise<string> {
  const begun = performance.now();
  const { events, pages, compared, different, examples, switched } = await rebuildPages(
    config,
    schema,
    process.argv.includes('--dry-run'),
  );
  const seconds = (performance.now() - begun) / 1000;
  const speed = Math.round(events / seconds);
  return [
    `rebuilt ${pages} pages from ${events} events in ${seconds.toFixed(1)} s (${speed} events/s)`,
    `compared ${compared} pages: ${different} different`,
    ...examples.map((example) => `  ${example}`),
    switched ? 'the rebuilt read model is live' : 'nothing was changed (--dry-run)',
  ].join('\n');
}
