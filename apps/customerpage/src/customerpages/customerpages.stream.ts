import { Caller, excludeFromLimits, type Principal } from '@carshare/service-kit';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CustomerpagesFeed } from './customerpages.feed.js';

const HEADERS = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
/** A client that lets this much pile up is cut off; it comes back and reads the list. */
const BACKLOG_LIMIT = 1_000_000;

/** The live stream of the customer page: server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
@ApiTags('customerpages')
@Controller('customerpages')
export class CustomerpagesStream {
  constructor(private readonly feed: CustomerpagesFeed) {}

  /**
   * A client that reads the list after `ready` misses no change. `ready` and `alive` carry the server's time as `asOf`, and as
   * `behind` how many seconds the read model is behind the events, 0 when it is up to date.
   */
  @Get('stream')
  @ApiOperation({ summary: 'Changes of the rentals as they happen' })
  @ApiOkResponse({
    description: 'Server-sent events: `ready`, `alive` and one for every changed rental.',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  stream(@Caller() caller: Principal, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const { raw } = reply;
    if (request.method === 'HEAD') return void reply.headers(HEADERS).send();
    excludeFromLimits(request, reply, () => raw.end());
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
    raw.writeHead(200, HEADERS);
    raw.write('retry: 1000\n\n');
    const stop = this.feed.listen({
      scope: caller.scope,
      send: (messages) => {
        if (raw.writableEnded) return;
        if (raw.writableLength > BACKLOG_LIMIT) raw.destroy();
        else raw.write(messages);
      },
      end: () => raw.end(),
    });
    raw.once('close', stop);
  }
}
