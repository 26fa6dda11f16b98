import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isServerCondition } from '../conditions/index.js';
import { closeWhenSilent, SilentServer } from './silent-socket.js';

const TIMEOUT_MS = 200;

let server: Server;
let served: Socket;
let socket: Socket;
let ended: Error | undefined;

beforeEach(async () => {
  ended = undefined;
  server = createServer((accepted) => (served = accepted)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  socket = closeWhenSilent(connect((server.address() as AddressInfo).port, '127.0.0.1'), TIMEOUT_MS);
  socket.on('error', (error) => (ended = error)).resume();
  await Promise.all([once(socket, 'connect'), once(server, 'connection')]);
});
afterEach(async () => {
  socket.destroy();
  served.destroy();
  await new Promise((resolve) => server.close(resolve));
});

describe('A connection to a database', () => {
  it('is closed when a statement is not answered in time', async () => {
    socket.write('SELECT 1');
    await new Promise((resolve) => socket.once('close', resolve));
    expect(ended).toBeInstanceOf(SilentServer);
    expect(isServerCondition(ended)).toBe(true);
  });

  it('stays open while bytes come', async () => {
    for (let answer = 0; answer < 10; answer += 1) {
      served.write('a row');
      await sleep(TIMEOUT_MS / 4);
    }
    expect(socket.destroyed).toBe(false);
  });

  it('stays open when the answer came while this process was busy', async () => {
    served.write('a row');
    await sleep(20);
    served.write('another row');
    const until = Date.now() + 2 * TIMEOUT_MS;
    while (Date.now() < until);
    await sleep(20);
    expect([ended, socket.destroyed]).toEqual([undefined, false]);
  });
});
