import { fileURLToPath } from 'node:url';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';

/** The customer's page beside the compiled service. */
const ROOT = fileURLToPath(new URL('../../web', import.meta.url));

/** Serves the customer's page at `/`. */
@Injectable()
export class WebPage implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    this.host.httpAdapter.useStaticAssets({
      root: ROOT,
      prefix: '/',
      decorateReply: false,
      cacheControl: true,
      maxAge: 0,
      etag: true,
    });
  }
}
