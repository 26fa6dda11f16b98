import { request } from 'node:http';

/**
 * POSTs JSON with an announced length and an incomplete body, and returns the status of the answer. A server that
 * rejects by length answers before the body ends. A client that continues to send could lose the answer when the server
 * closes.
 */
export function announceBody(url: string, bytes: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': bytes };
    const outgoing = request(url, { method: 'POST', headers }, (response) => {
      resolve(response.statusCode);
      outgoing.destroy();
    });
    outgoing.on('error', reject);
    outgoing.write('{"productId":"1001');
  });
}
