import http, { type IncomingMessage, type ServerResponse } from 'node:http';

let stopping = false;

export type Handler = (req: IncomingMessage, res: ServerResponse, body: string) => Promise<void> | void;

/** Answers JSON with a Content-Length, so that the connection stays open for the next request. */
export function reply(res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const text = JSON.stringify(body);
  // A stopping server closes the connection instead of waiting for the next request.
  if (stopping) res.shouldKeepAlive = false;
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers });
  res.end(text);
}

/**
 * Serves `METHOD path` routes on PORT. SIGTERM stops accepting connections, waits for running requests, calls `close`
 * and exits.
 */
export function serve(routes: Record<string, Handler>, close: () => Promise<void>): void {
  const server = http.createServer((req, res) => {
    const url = req.url ?? '/';
    const query = url.indexOf('?');
    const handler = routes[`${req.method} ${query < 0 ? url : url.slice(0, query)}`];
    if (!handler) return reply(res, 404, { status: 404 });
    let body = '';
    req.setEncoding('utf8');
    req.on('data', (chunk: string) => (body += chunk));
    req.on('end', () => void run(handler, req, res, body));
  });
  server.keepAliveTimeout = 65_000;
  server.listen(Number(process.env['PORT']), '127.0.0.1');
  process.once('SIGTERM', () => {
    stopping = true;
    server.close(() => void close().then(() => process.exit(0)));
    server.closeIdleConnections();
  });
}

async function run(handler: Handler, req: IncomingMessage, res: ServerResponse, body: string): Promise<void> {
  try {
    await handler(req, res, body);
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    if (!res.headersSent) reply(res, 500, { status: 500 });
  }
}

export const ready: Record<string, Handler> = {
  'GET /health/ready': (_req, res) => reply(res, 200, { status: 'ok' }),
};
