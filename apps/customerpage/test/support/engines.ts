import { engines, type Engine } from '@carshare/testing';

/** Every engine whose server the environment names, or SQLite where it names none. */
export function everyEngine(): Engine[] {
  const byName = new Map([...engines('postgres'), ...engines('mysql')].map((engine) => [engine.name, engine]));
  return [...byName.values()];
}
