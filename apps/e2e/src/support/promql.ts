import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from './launcher.js';

/** Words of PromQL that look like the name of a metric. */
const WORDS = ['by', 'without', 'on', 'ignoring', 'group_left', 'group_right', 'and', 'or', 'unless', 'bool', 'offset'];
const FOLDER = join(ROOT, 'k8s', 'observability');

/** A metric of an expression, with the labels that it selects. */
export interface Selector {
  metric: string;
  labels: string[];
}

interface Rules {
  groups: { rules: { record?: string; expr: string }[] }[];
}
interface Dashboard {
  panels: { targets?: { expr: string }[] }[];
}

/** The expressions of the alert rules and of the dashboard, and the names of the recording rules. */
export function observed(): { expressions: string[]; recorded: string[] } {
  const { groups } = parse(readFileSync(join(FOLDER, 'rules.yaml'), 'utf8')) as Rules;
  const { panels } = JSON.parse(readFileSync(join(FOLDER, 'dashboard.json'), 'utf8')) as Dashboard;
  const rules = groups.flatMap((group) => group.rules);
  return {
    expressions: [...rules, ...panels.flatMap((panel) => panel.targets ?? [])].map(({ expr }) => expr),
    recorded: rules.flatMap(({ record }) => record ?? []),
  };
}

/** The metrics of an expression; labels of `by` count as selected. */
export function selectors(expression: string): Selector[] {
  const grouped = [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(/,\s*/));
  const text = expression.replace(/\b(by|without|on) \([^)]*\)|\[[^\]]*\]/g, '');
  return [...text.matchAll(/\b([a-z_][\w:]*)(\{[^}]*\})?(?!\w|\s*\()/gi)].flatMap(([, metric = '', braces = '']) => {
    if (WORDS.includes(metric)) return [];
    const named = [...braces.matchAll(/(\w+)\s*[=!]~?/g)].map(([, name = '']) => name);
    return [{ metric, labels: [...named, ...grouped] }];
  });
}
