import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** The body as it was sent, on the routes that keep it. */
    rawBody?: Buffer;
  }
}

/** Keeps the bytes of a route's bodies beside what is parsed of them: a signature is over the bytes. */
export function keepRawBody(fastify: FastifyInstance, path: string): void {
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    if (request.routeOptions.url !== path) return done(null, payload);
    const chunks: Buffer[] = [];
    // Passed on as they come, so that the limit of a body holds here as well.
    async function* kept(): AsyncGenerator<Buffer> {
      for await (const chunk of payload) {
        chunks.push(chunk as Buffer);
        yield chunk as Buffer;
      }
      request.rawBody = Buffer.concat(chunks);
    }
    done(null, Readable.from(kept(), { objectMode: false }));
  });
}
