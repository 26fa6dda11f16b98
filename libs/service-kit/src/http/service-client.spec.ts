import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ServiceClient } from './service-client.js';

describe(ServiceClient.name, () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ path: request.url }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it.each(['', '/', '/pay', '/pay/'])('reaches a service whose address ends in "%s"', async (end) => {
    const client = new ServiceClient({ service: 'test', url: url + end, deadlineMs: 1_000, connections: 1 });
    const answer = await client.get('/payments');
    await client.close();
    expect(answer).toMatchObject({ status: 200, body: { path: `${end.replace(/\/$/, '')}/payments` } });
  });
});
