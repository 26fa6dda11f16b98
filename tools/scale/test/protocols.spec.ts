import { describe, expect, it } from '@jest/globals';
import { isCommit, kafkaApi, mysqlCommand, postgresCommands } from '../measure/protocols.ts';

const mysql = (sequence: number, command: number, text: string): Buffer =>
  Buffer.concat([Buffer.from([text.length + 1, 0, 0, sequence, command]), Buffer.from(text)]);

const postgres = (type: string, text: string): Buffer => {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeUInt32BE(text.length + 5, 1);
  return Buffer.concat([head, Buffer.from(`${text}\0`)]);
};

describe('The counters of a measured service', () => {
  it('read commits and executions in packets to MySQL', () => {
    expect(mysqlCommand(mysql(0, 0x03, 'COMMIT'))).toBe('COMMIT');
    expect(mysqlCommand(mysql(0, 0x17, '\u0001'))).toBe('execute');
  });

  it.each([
    ['a preparation', mysql(0, 0x16, 'SELECT 1')],
    ['a part of the handshake', mysql(1, 0x03, 'COMMIT')],
    ['an empty packet', Buffer.alloc(0)],
  ])('count no statement in %s', (_what, packet) => {
    expect(mysqlCommand(packet)).toBeUndefined();
  });

  it('read several messages that are written to PostgreSQL together', () => {
    const chunk = Buffer.concat([
      postgres('B', 'portal'),
      postgres('E', ''),
      postgres('S', ''),
      postgres('Q', 'COMMIT'),
    ]);
    expect(postgresCommands(chunk)).toEqual(['execute', 'COMMIT']);
    expect(postgresCommands(chunk.subarray(0, 3))).toEqual([]);
  });

  it('tell a commit from other statements', () => {
    expect(['COMMIT', 'COMMITTED', 'ROLLBACK'].map(isCommit)).toEqual([true, false, false]);
  });

  it('name the requests to Kafka by their API', () => {
    const request = (api: number): Buffer => {
      const head = Buffer.alloc(8);
      head.writeInt16BE(api, 4);
      return head;
    };
    expect([0, 1, 8, 12, 3].map((api) => kafkaApi(request(api)))).toEqual([
      'produce',
      'fetch',
      'offsetCommit',
      'heartbeat',
      'other',
    ]);
    expect(kafkaApi(Buffer.alloc(2))).toBe('other');
  });
});
