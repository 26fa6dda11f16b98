import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { completeDocument } from './complete-document.js';

/** Makes the OpenAPI 3.1 document of a service from its controllers and their views. */
export function createApiDocument(app: NestFastifyApplication, service: string): OpenAPIObject {
  const description = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(`car share: ${service}`)
    .setDescription(
      'Requests accept numbers as decimal text; null means absent. Every refusal is `application/problem+json` with a stable `code` and the trace id.',
    )
    .setVersion('1')
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .addServer('/')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .build();
  return completeDocument(SwaggerModule.createDocument(app, description));
}

/**
 * Serves an OpenAPI document at `/docs-json` and as a page at `/docs`; the first request generates it.
 * @param make the service's own document by default
 */
export function serveApiDocument(
  app: NestFastifyApplication,
  service: string,
  make: () => OpenAPIObject = () => createApiDocument(app, service),
): void {
  SwaggerModule.setup('docs', app, make, { jsonDocumentUrl: 'docs-json' });
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    if (/^\/docs\/?$/.test(request.url)) void reply.header(POLICY, withInlineStyles(String(reply.getHeader(POLICY))));
    done();
  });
}

const POLICY = 'content-security-policy';

/** The page of Swagger UI styles itself inline; its scripts are files, and bound by the policy like all others. */
function withInlineStyles(policy: string): string {
  return policy.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");
}
