import { Caller, keepOpen, type Principal } from '@carshare/service-kit';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CustomerpagesFeed } from './customerpages.feed.js';

const HEARTBEAT_MS = 15_000;
/** A client that lets this much pile up is cut off; it comes back and reads the list. */
const BACKLOG_LIMIT = 1_000_000;

/** The live stream of the customer page: server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
@ApiTags('customerpages')
@Controller('customerpages')
export class CustomerpagesStream {
  constructor(private readonly feed: CustomerpagesFeed) {}

  /** `ready` says from when on changes are told: who reads the list after it misses nothing. */
  @Get('stream')
  @ApiOperation({ summary: 'Changes of the rentals as they happen' })
  @ApiOkResponse({
    description: 'Server-sent events: `ready`, `alive` and one for every changed rental.',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  stream(@Caller() caller: Principal, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    keepOpen(request);
    reply.hijack();
    const { raw } = reply;
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    const silence = this.feed.listen({
      scope: caller.scope,
      send: (messages) => {
        if (raw.writableLength > BACKLOG_LIMIT) raw.destroy();
        else raw.write(messages);
      },
      end: () => raw.end(),
    });
    const heartbeat = setInterval(
      () => raw.write(`event: alive\ndata: {"asOf":"${new Date().toISOString()}"}\n\n`),
      HEARTBEAT_MS,
    );
    raw.once('close', () => {
      clearInterval(heartbeat);
      silence();
    });
    raw.write(`retry: 1000\nevent: ready\ndata: {"asOf":"${new Date().toISOString()}"}\n\n`);
  }
}
