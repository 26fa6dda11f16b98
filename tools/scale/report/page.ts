import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { readMeasured } from '../model/measured.ts';
import { costsSection } from './costs-section.ts';
import { withSection } from './markdown.ts';
import { assumedSection, ceilingsSection, checkSection, needsSection, simulationSection } from './sections.ts';

/** The page that {@link writePage} writes. */
export const PAGE = join(import.meta.dirname, '../../../docs/scale.md');

/**
 * Writes the tables of `docs/scale.md`.
 * @param check only compares
 * @throws {Error} with `check`, when the page differs from what the model gives
 */
export async function writePage(check = false): Promise<void> {
  const current = readFileSync(PAGE, 'utf8');
  const measured = readMeasured();
  const sections: Record<string, string> = {
    costs: costsSection(measured),
    check: checkSection(measured),
    needs: needsSection(measured),
    ceilings: ceilingsSection(measured),
    simulation: simulationSection(measured),
    assumed: assumedSection(),
  };
  const filled = Object.entries(sections).reduce((page, [name, text]) => withSection(page, name, text), current);
  const next = await format(filled, { ...(await resolveConfig(PAGE)), filepath: PAGE });
  if (!check) writeFileSync(PAGE, next);
  else if (next !== current) throw new Error(`${PAGE} differs from the model. Run: npm run scale`);
}
