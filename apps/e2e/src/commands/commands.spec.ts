import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from '../support/launcher.js';
import { attempt } from './attempt.js';
import { commandsOf } from './extract.js';
import { planFor } from './plan.js';

const TEXT = `
| \`npm test\` | \`node:http\`, \`npm run <name>\` |
\`\`\`sh
export A=1
KAFKA_PARTITIONS=12 node apps/order/dist/bundle/main.js topics   # the topic
for app in order; do npx nx image manifests --app=$app; done
http :8081/orders ; npm start
\`\`\`
\`\`\`ts
node x
\`\`\`
`;
const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/' };

describe('The commands of the documents', () => {
  it('are those of shell blocks and backticks', () => {
    expect(commandsOf(TEXT, 'a.md')).toEqual([
      { text: 'npm test', place: 'a.md:2' },
      { text: 'KAFKA_PARTITIONS=12 node apps/order/dist/bundle/main.js topics', place: 'a.md:5' },
      { text: 'npx nx image manifests --app=$app', place: 'a.md:6' },
      { text: 'npm start', place: 'a.md:7' },
    ]);
  });

  it('have a way to be tried, every one of README', () => {
    const readme = commandsOf(readFileSync(join(ROOT, 'README.md'), 'utf8'), 'README.md');
    expect(readme.length).toBeGreaterThan(10);
    expect(readme.filter(({ text }) => !planFor(text))).toEqual([]);
  });

  it.each(['npm run nonsense', 'node apps/order/dist/main.ts', 'npx nxx build'])('have none for %s', (command) => {
    expect(planFor(command)).toBeUndefined();
  });

  it.each(['npx nx run order:nonsense', 'npx nx build nonsense', 'node apps/order/dist/bundle/main.js nonsense'])(
    'fail where they do not exist: %s',
    async (command) => {
      const trial = planFor(command);
      expect(trial && (await attempt(trial, env))).toMatch(/^it (ends with|does not print) /);
    },
  );
});
