import { afterEach, describe, expect, it } from '@jest/globals';
import type { Server } from 'node:net';
import { checkPorts, PortsUnavailable } from './ports.ts';
import { freePorts, listen } from './testing/free-ports.ts';

describe('The check of the ports', () => {
  let taken: Server | undefined;
  afterEach(() => new Promise<void>((resolve) => (taken ? taken.close(() => resolve()) : resolve())));

  it('passes when all are free, and leaves them free', async () => {
    const ports = await freePorts();
    await checkPorts('127.0.0.1', ports);
    taken = await listen(ports.payment);
    expect(taken.listening).toBe(true);
  });

  it('names the port in use, whose it is, and what to do', async () => {
    const ports = await freePorts();
    taken = await listen(ports.delivery);
    const check = checkPorts('127.0.0.1', ports);
    await expect(check).rejects.toBeInstanceOf(PortsUnavailable);
    await expect(check).rejects.toThrow(`Port ${ports.delivery} (delivery) is in use.\nStop the program that uses it`);
  });
});
