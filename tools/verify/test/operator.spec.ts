import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SERVICES } from '../src/options.ts';

const PROGRAM = resolve(import.meta.dirname, '../src/operator.ts');

interface Said {
  stdout: string;
  stderr: string;
}

function operator(...args: string[]): Promise<Said> {
  return promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, ...args], {
    env: { PATH: process.env['PATH'] },
  }).catch((error: unknown) => error as Said);
}

describe('The operator', () => {
  let server: Server;
  let url: string;
  let answer: [status: number, body: string];
  beforeAll(async () => {
    server = createServer((_request, response) => response.writeHead(answer[0]).end(answer[1]));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((closed) => server.close(closed)));

  it('gets an error when no service answers', async () => {
    const { stderr } = await operator('list', '--url', 'http://127.0.0.1:9');
    for (const service of SERVICES) expect(stderr).toContain(`${service} does not answer at http://127.0.0.1:9`);
  });

  it.each([
    [200, '<!doctype html>'],
    [502, 'Bad Gateway'],
    [200, ''],
    [200, '"yes"'],
  ])('gets an error when the answer is %s and not JSON: %s', async (status, body) => {
    answer = [status, body];
    for (const command of [['list'], ['show', 'order', '1']]) {
      const { stderr } = await operator(...command, '--url', url);
      expect(stderr).toContain(`order answers ${status} at ${url}, and not with JSON`);
      expect(stderr).not.toContain('    at ');
    }
  });

  it('gets the reason when a service refuses', async () => {
    answer = [404, '{"detail":"There is no stuck event 1."}'];
    const { stderr } = await operator('show', 'order', '1', '--url', url);
    expect(stderr).toBe('order answers 404: There is no stuck event 1.\n');
  });

  it('is given the bytes of a record as they are, and no terminal obeys them', async () => {
    const bytes = Buffer.from([0, 255, 27, 91, 50, 74, 10]);
    answer = [200, JSON.stringify({ record: { key: null, value: bytes.toString('base64'), headers: [] } })];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', PROGRAM, 'show', 'order', '1', '--raw', '--url', url],
      { env: { PATH: process.env['PATH'] }, encoding: 'buffer' },
    );
    expect(stdout).toEqual(bytes);
    const row = { id: '7', kind: 'dead', key: '\x1b[2J', type: '\x1b', reason: 'a\nb', since: '' };
    answer = [200, JSON.stringify({ stuck: [row], next: null })];
    const shown = (await operator('list', '--url', url)).stdout;
    expect(shown.split('\n')).toHaveLength(SERVICES.length + 1);
    expect(shown).toContain('order \\u{1b}[2J  \\u{1b}  since');
  });

  it('gets the missing part of a command', async () => {
    expect((await operator('discard', 'order', '1')).stderr).toContain('--reason');
    expect((await operator('show', 'kitchen', '1')).stderr).toContain('There is no service kitchen');
    expect((await operator('--help')).stdout).toContain('retry-order');
  });
});
