import type { Admin } from 'kafkajs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { KafkaAdmin } from './admin.js';

/** A connection as kafkajs gives it, as far as it is used here. */
class Connection {
  connected = false;
  disconnected = false;
  constructor(private readonly refused: boolean) {}

  async connect(): Promise<void> {
    if (this.refused) throw new Error('connect ECONNREFUSED');
    this.connected = true;
  }

  async disconnect(): Promise<void> {
    this.disconnected = true;
  }
}

let opened: Connection[];
let isAway: boolean;
let admin: KafkaAdmin;

beforeEach(() => {
  opened = [];
  isAway = false;
  admin = new KafkaAdmin({
    admin: () => {
      opened.push(new Connection(isAway));
      return opened.at(-1) as unknown as Admin;
    },
  });
});

const ask = (): Promise<string> => admin.use(async () => 'answer');
const fail = (): Promise<string> => admin.use(() => Promise.reject(new Error('Broker not connected')));

describe('The admin connection', () => {
  it('is opened once and kept while it works', async () => {
    expect(await Promise.all([ask(), ask()])).toEqual(['answer', 'answer']);
    expect(await ask()).toBe('answer');
    expect(opened).toMatchObject([{ connected: true, disconnected: false }]);
  });

  it('is given up after a failure, and opened anew', async () => {
    await ask();
    await expect(fail()).rejects.toThrow('Broker not connected');
    expect(await ask()).toBe('answer');
    expect(opened).toMatchObject([{ disconnected: true }, { connected: true, disconnected: false }]);
  });

  it('that cannot be opened leaves nothing open, and is tried again', async () => {
    isAway = true;
    await expect(ask()).rejects.toThrow('ECONNREFUSED');
    isAway = false;
    expect(await ask()).toBe('answer');
    expect(opened).toMatchObject([{ disconnected: true }, { connected: true, disconnected: false }]);
  });

  it('is closed for good', async () => {
    await ask();
    await admin.close();
    expect(opened).toMatchObject([{ disconnected: true }]);
    await expect(ask()).rejects.toThrow('the event log is closed');
  });
});
