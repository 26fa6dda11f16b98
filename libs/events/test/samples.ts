import { readdirSync, readFileSync } from 'node:fs';
import type { WireMessage } from '../src/index.js';

/**
 * A published event as it stands on the topic, as a publisher without CloudEvents headers writes it, and as the service that this
 * system replaced wrote it.
 */
export interface Sample {
  key: string;
  value: Record<string, unknown>;
  headers: Record<string, string>;
  foreign: Record<string, unknown>;
  /** Absent for an event that no replaced service knew. */
  original?: { key: null; value: Record<string, unknown>; headers: Record<string, string> };
}

const FOLDER = new URL('../samples/', import.meta.url);

/** Every sample of every published version, by its file's name: `Paid.v1`. */
export const SAMPLES: [name: string, sample: Sample][] = readdirSync(FOLDER)
  .sort()
  .map((file) => [file.replace(/\.json$/, ''), JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Sample]);

/** The samples of the events that a replaced service published. */
export const REPLACED = SAMPLES.filter(isReplaced);

function isReplaced(entry: [string, Sample]): entry is [string, Sample & Required<Pick<Sample, 'original'>>] {
  return entry[1].original !== undefined;
}

export function sample(name: string): Sample {
  const found = SAMPLES.find(([known]) => known === name);
  if (!found) throw new Error(`there is no sample ${name}`);
  return found[1];
}

export function wire({ key, value, headers }: Sample): WireMessage {
  return { key, value: JSON.stringify(value), headers };
}

/** The same event of a publisher without headers. */
export function foreign({ key, foreign }: Sample): WireMessage {
  return { key, value: JSON.stringify(foreign), headers: {} };
}

/** The event of a replaced service; the consumer reads a null key as an empty text. */
export function original({ original }: Sample): WireMessage {
  if (!original) throw new Error('no replaced service published this event');
  return { key: '', value: JSON.stringify(original.value), headers: original.headers };
}
