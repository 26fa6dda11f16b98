import http from 'node:http';

const agent = new http.Agent({ keepAlive: true, maxSockets: 128, scheduling: 'lifo' });

/** POSTs JSON over a kept-alive connection and returns the status and the parsed body. It does not retry. */
export function post(
  url: URL,
  body: unknown,
  headers: Record<string, string>,
): Promise<{ status: number; body: unknown }> {
  const text = JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const req = http.request(
      {
        agent,
        host: url.hostname,
        port: url.port,
        path: url.pathname,
        method: 'POST',
        timeout: 5_000,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers },
      },
      (res) => {
        let answer = '';
        res.setEncoding('utf8');
        res.on('data', (chunk: string) => (answer += chunk));
        res.on('end', () => resolve({ status: res.statusCode ?? 0, body: JSON.parse(answer) as unknown }));
        res.on('error', reject);
      },
    );
    req.on('timeout', () => req.destroy(new Error('payment did not answer')));
    req.on('error', reject);
    req.end(text);
  });
}
