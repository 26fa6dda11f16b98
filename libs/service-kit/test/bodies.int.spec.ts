import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problemOf, startProbe, type ProbeService } from './probe-service.js';

let service: ProbeService;
beforeAll(async () => {
  service = await startProbe();
});
afterAll(() => service.stop());

/** Sends bytes as they are. @returns the status and the body of the answer */
async function raw(head: string, body = ''): Promise<[status: number, body: string]> {
  const { port, hostname } = new URL(service.url);
  const socket = connect(Number(port), hostname);
  socket.write(`${head}\r\nhost: localhost\r\nconnection: close\r\n\r\n${body}`);
  const answer = await text(socket);
  return [Number(answer.split(' ')[1]), answer.slice(answer.indexOf('\r\n\r\n') + 4)];
}

const offer = (body: string | Buffer<ArrayBuffer>, type = 'application/json'): Promise<Response> =>
  service.fetch('/probe/offers', { method: 'POST', body, headers: { 'content-type': type } });

const TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/octet-stream',
  'application/xml',
  'nonsense',
  'application/json;',
  '',
];

describe('An empty body is no body', () => {
  it.each(TYPES)('with the content type %j', async (type) => {
    for (const head of [
      `DELETE /probe/orders/7 HTTP/1.1\r\ncontent-type: ${type}`,
      `DELETE /probe/orders/7 HTTP/1.1\r\ncontent-type: ${type}\r\ncontent-length: 0`,
      `POST /probe/offers HTTP/1.1\r\ncontent-type: ${type}\r\ncontent-length: 0`,
      `GET /probe/ids/7 HTTP/1.1\r\ncontent-type: ${type}\r\ncontent-length: 0`,
    ]) {
      expect([head, (await raw(head))[0]]).toEqual([head, head.startsWith('DELETE') ? 202 : 200]);
    }
    const chunked = `DELETE /probe/orders/7 HTTP/1.1\r\ncontent-type: ${type}\r\ntransfer-encoding: chunked`;
    expect(await raw(chunked, '0\r\n\r\n')).toEqual([202, '5\r\n{"id":7}'.replace('5\r\n', '')]);
  });

  it('without a content type', async () => {
    expect((await raw('DELETE /probe/orders/7 HTTP/1.1'))[0]).toBe(202);
    expect((await raw('POST /probe/offers HTTP/1.1\r\ntransfer-encoding: chunked', '0\r\n\r\n'))[0]).toBe(200);
  });

  it('and a request that needs one is told what is missing', async () => {
    const response = await service.fetch('/probe/orders', { method: 'POST' });
    expect(await problemOf(response)).toMatchObject({ status: 400, errors: [{ field: 'qty' }] });
  });
});

describe('A body', () => {
  it.each([
    'application/json',
    'application/hal+json',
    'application/vnd.shop.v1+json; charset=UTF-8',
    'Application/JSON',
  ])('is read as %s', async (type) => {
    const response = await offer('{"productId":1001,"price":"49.50"}', type);
    expect([response.status, await response.json()]).toEqual([200, { productId: '1001', price: 49.5 }]);
  });

  it.each([...TYPES.filter((type) => !type.startsWith('application/json') && type !== ''), 'application/jsonp'])(
    'is not read as %s',
    async (type) => {
      const response = await offer('{"price":1}', type);
      expect([response.status, (await problemOf(response)).code]).toEqual([415, 'request.media_type']);
    },
  );

  it('of any type is dropped where the route ignores it', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain']) {
      const headers = { 'content-type': type };
      const response = await service.fetch('/probe/drops', { method: 'POST', headers, body: 'a=b' });
      expect([response.status, await response.json()]).toEqual([200, { hasBody: false }]);
    }
  });

  it('is not read without a content type, since a page of any site may send that', async () => {
    const head = 'POST /probe/offers HTTP/1.1\r\ncontent-length: 11';
    expect((await raw(head, '{"price":1}'))[0]).toBe(415);
  });

  it('may begin with a byte order mark, and the last of two equal names counts', async () => {
    const response = await offer('\u{feff}{"price":1,"price":2}');
    expect([response.status, await response.json()]).toEqual([200, { price: 2 }]);
  });

  const nested = (open: string, close: string, depth: number): string => open.repeat(depth) + '1' + close.repeat(depth);
  it.each<[string, string]>([
    ['lists', nested('[', ']', 2_000)],
    ['lists that do not end', '['.repeat(30_000)],
    ['objects', nested('{"a":', '}', 2_000)],
    ['objects that do not end', '{"a":'.repeat(10_000)],
    ['lists and objects', nested('[{"a":', '}]', 1_000)],
  ])('of deeply nested %s is refused, wherever they are', async (_title, deep) => {
    for (const body of [deep, ...['productId', 'price', 'status', 'other'].map((name) => `{"${name}":${deep}}`)]) {
      const response = await offer(body);
      expect([response.status, (await problemOf(response)).code]).toEqual([400, 'request.malformed']);
    }
  });

  it('may nest a little, and brackets in a text are no nesting', async () => {
    expect((await offer(`{"status":${nested('[', ']', 30)}}`)).status).toBe(200);
    expect((await offer(JSON.stringify({ productId: `\\"${'['.repeat(2_000)}` }))).status).toBe(200);
  });

  it.each<[string, string | Buffer<ArrayBuffer>]>([
    ['no JSON', '{"price":'],
    ['a member __proto__', '{"price":1,"__proto__":{"admin":true}}'],
    ['a member constructor.prototype', '{"status":{"constructor":{"prototype":{"admin":true}}}}'],
    ['an escaped member __proto__', '{"\\u005f\\u005fproto__":{"admin":true}}'],
    ['bytes that are no UTF-8', Buffer.from([...Buffer.from('{"productId":"'), 0xff, ...Buffer.from('"}')])],
    ['UTF-16', Buffer.from('{"price":1}', 'utf16le')],
    ['a raw NUL', '{"productId":"a\0b"}'],
    ['an escaped NUL', String.raw`{"productId":"a\u0000b"}`],
    ['an escaped NUL behind a backslash', String.raw`{"productId":"a\\\u0000b"}`],
    ['two texts', '{"price":1}{"price":2}'],
    ['NaN', '{"price":NaN}'],
  ])('of %s is refused', async (_title, body) => {
    const response = await offer(body);
    expect([response.status, (await problemOf(response)).code]).toEqual([400, 'request.malformed']);
  });

  it('may have an escaped backslash before u0000', async () => {
    expect((await offer(String.raw`{"productId":"a\\u0000b"}`)).status).toBe(200);
  });

  it('that is compressed is refused', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const response = await service.fetch('/probe/offers', { method: 'POST', body: '{}', headers });
    expect(response.status).toBe(415);
  });
});

describe('A number', () => {
  it.each([
    '1e-7',
    '1e300',
    '1e400',
    '-1e400',
    '0.001',
    '"1e1"',
    '"0x1"',
    '"١"',
    '""',
    '" "',
    'true',
    '[1]',
    '{}',
    '"NaN"',
  ])('of %s is refused with 400', async (price) => {
    const response = await offer(`{"price":${price}}`);
    expect([response.status, (await problemOf(response)).code]).toEqual([400, 'request.invalid']);
  });

  it.each([
    ['-0', 0],
    ['"-0.00"', 0],
    ['1e1', 10],
    ['0.29', 0.29],
    ['49.90', 49.9],
    ['"99999.99"', 99_999.99],
  ])('of %s is %d', async (price, value) => {
    const answer = (await (await offer(`{"price":${price}}`)).json()) as { price: number };
    expect(Object.is(answer.price, value)).toBe(true);
  });

  it.each(['1.5', '1e21', '1e400', '9007199254740993'])('of %s is no name', async (productId) => {
    expect((await offer(`{"productId":${productId}}`)).status).toBe(400);
  });
});

describe('An address', () => {
  it.each(['/probe/ids/%00', '/probe/ids/1?a=%00', '/%00', '/probe/fails/a%00b'])(
    'with NUL is refused: %s',
    async (path) => {
      const response = await service.fetch(path);
      expect([response.status, (await problemOf(response)).code]).toEqual([400, 'request.invalid']);
    },
  );
});
