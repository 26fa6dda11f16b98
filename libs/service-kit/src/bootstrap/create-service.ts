import type { DynamicModule } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServiceConfig } from '../config/service.config.js';
import { Readiness } from '../health/readiness.js';
import { answerAllowedMethods } from '../http/allowed-methods.js';
import { refuseForeignHosts } from '../http/known-host.js';
import { ProblemFilter, onMalformedUrl } from '../http/problem.filter.js';
import { readRequestBodies } from '../http/request-body.js';
import { addRequestHooks } from '../http/request-hooks.js';
import { requestValidation } from '../http/validation.js';
import { serveApiDocument } from '../openapi/api-document.js';
import { StructuredLogger } from '../telemetry/logger.js';
import { Metrics } from '../telemetry/metrics.js';

/** Bodies are a few hundred bytes; nothing the API takes comes near this. */
const BODY_LIMIT = 64 * 1024;

/** Longer than the idle time of the proxy in front, so that the proxy closes first and never meets a closing connection. */
const KEEP_ALIVE_MS = 75_000;

/**
 * Builds a service's application, not yet listening.
 * @param document what `/docs` shows; the service's own API by default
 */
export async function createService(
  config: ServiceConfig,
  module: DynamicModule,
  document?: () => OpenAPIObject,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true },
    frameworkErrors: onMalformedUrl,
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new StructuredLogger(config),
    bodyParser: false,
    abortOnError: false,
  });
  const fastify = adapter.getInstance();
  addRequestHooks(fastify, config, app.get(Metrics), app.get(Readiness));
  refuseForeignHosts(fastify, config);
  answerAllowedMethods(fastify);
  readRequestBodies(fastify);
  app.useGlobalPipes(requestValidation());
  app.useGlobalFilters(new ProblemFilter());
  serveApiDocument(app, config.service, document);
  return app;
}
