import { request } from 'node:http';

/**
 * POSTs JSON whose length is announced and whose end never comes, and returns the status of the answer: whoever refuses by the
 * length answers at once. A client that goes on sending could lose the answer when the server hangs up.
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
