import { hash } from 'node:crypto';
import { answerTagged, ApiAnswers, Public } from '@carshare/service-kit';
import { Controller, Get, Header, Param, Req, Res } from '@nestjs/common';
import { ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FEED_NAMES, type Feed } from './feed.js';
import { FeedView } from './feed.dto.js';
import { GbfsQueries } from './gbfs.queries.js';

/** What is free of the fleet, for map and travel applications: the General Bikeshare Feed Specification 3.1. */
@ApiTags('gbfs')
@Public()
@Controller('gbfs/v3')
export class GbfsController {
  constructor(private readonly queries: GbfsQueries) {}

  @Get(':feed')
  // Pages of any origin may read what is public.
  @Header('access-control-allow-origin', '*')
  @Header('cross-origin-resource-policy', 'cross-origin')
  @ApiParam({
    name: 'feed',
    schema: { type: 'string', enum: FEED_NAMES.flatMap((name) => [name, `${name}.json`]), example: 'gbfs.json' },
  })
  @ApiAnswers('One feed of the fleet, in GBFS 3.1', FeedView)
  @ApiResponse({ status: 304, description: 'The data is that of the ETag in If-None-Match.' })
  async get(
    @Param('feed') file: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FeedView | undefined> {
    return tagged(request, reply, await this.queries.feed(file));
  }
}

/** The tag is weak, because it names the data without the time of its reading. */
function tagged(request: FastifyRequest, reply: FastifyReply, feed: Feed): Feed | undefined {
  void reply.header('cache-control', `public, max-age=${feed.ttl}`);
  const tag = hash('sha256', JSON.stringify(feed.data), 'base64url').slice(0, 22);
  return answerTagged(request, reply, `W/"${tag}"`, feed);
}
