import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { subjectFaults } from '../src/commit-subject.mjs';

const ROOT = join(import.meta.dirname, '../../..');

describe('The gates', () => {
  const files = execFileSync('git', ['ls-files', '*project.json'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
  const projects = files.filter((file) => file.endsWith('/project.json')).map((file) => dirname(file));

  it.each(projects)('lint %s, and type-check it by its own tsconfig', (project) => {
    const { targets } = JSON.parse(readFileSync(join(ROOT, project, 'project.json'), 'utf8')) as { targets: object };
    expect(targets).toMatchObject({ lint: expect.anything(), typecheck: expect.anything() });
    expect(existsSync(join(ROOT, project, 'tsconfig.json'))).toBe(true);
  });

  it('are the same in the workflow as in npm test', () => {
    const workflow = readFileSync(join(ROOT, '.github/workflows/ci.yml'), 'utf8');
    expect(workflow).toContain('- run: npm test\n');
  });

  it('are all in the local run', () => {
    expect(readFileSync(join(ROOT, '.ci/run'), 'utf8')).toMatch(/^(LIMIT=\d+ )?step test npm test$/m);
  });

  it.each(['feat(order): take a deposit', 'fix!: say why', 'docs: split the README'])(
    'take the subject %s',
    (subject) => {
      expect(subjectFaults(subject)).toEqual([]);
    },
  );

  it.each([
    'take a deposit',
    'feature: take a deposit',
    'feat: Take a deposit',
    'feat: take a deposit.',
    'feat: take a deposit; give it back',
    `feat: ${'long '.repeat(14)}`,
  ])('refuse the subject %s', (subject) => {
    expect(subjectFaults(subject)).toHaveLength(1);
  });
});
