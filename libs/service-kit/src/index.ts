import 'reflect-metadata';
export { DomainError, type DomainErrorDetails } from './errors/domain-error.js';
export { IS_PUBLIC, Public, type Role, ROLES, Roles } from './identity/public.decorator.js';
export { uuidv7 } from './telemetry/random.js';
export { IncludeSettings } from './config/include-settings.js';
export { InvalidConfig, loadConfig } from './config/load-config.js';
export { MayRotate } from './config/may-rotate.js';
export { ServiceConfig } from './config/service.config.js';
export { createService } from './bootstrap/create-service.js';
export { DatabaseModule } from './bootstrap/database.module.js';
export { Readiness } from './health/readiness.js';
export {
  ApiAnswers,
  ApiCreates,
  ApiDeprecated,
  ApiIdempotencyKey,
  ApiIfMatch,
  ApiLists,
  ApiProblem,
} from './http/api.js';
export {
  FindByOrder,
  Linked,
  located,
  type Page,
  pageOf,
  PageQuery,
  PageView,
  type Resource,
  resource,
  toPage,
} from './http/hal.js';
export { IdPipe } from './http/id.pipe.js';
export { assertSameRequest, fingerprint, IdempotencyKey, readIdempotencyKey } from './http/idempotency-key.js';
export { IfMatch, tagged } from './http/if-match.js';
export { answerTagged } from './http/if-none-match.js';
export { excludeFromLimits } from './http/open-streams.js';
export { IgnoreBody } from './http/request-body.js';
export { IgnoreUnknownFields } from './http/present-fields.js';
export { type NoAnswer, type ServiceAnswer, ServiceClient, type ServiceClientOptions } from './http/service-client.js';
export {
  AcceptNumber,
  AcceptText,
  Ignored,
  IsWholeNumber,
  MaxDecimalPlaces,
  MayBeAbsent,
  requestValidation,
} from './http/validation.js';
export { IsLine, IsText } from './http/text.js';
export { Caller, LOCAL_PRINCIPAL, Principal } from './identity/principal.js';
export { createApiDocument, serveApiDocument } from './openapi/api-document.js';
export { runService, type ServiceDefinition } from './bootstrap/run-service.js';
export { DUE_ROWS, Sweeper, waitAfter } from './bootstrap/sweeper.js';
export { ServiceKitModule } from './bootstrap/service-kit.module.js';
export { StructuredLogger } from './telemetry/logger.js';
export { Metrics } from './telemetry/metrics.js';
export {
  continueTrace,
  currentTraceId,
  currentTraceparent,
  recordSpansWith,
  runInSpan,
  runInTrace,
  type Span,
  type SpanKind,
  type SpanStarter,
  startSpan,
  type TraceContext,
} from './telemetry/trace.js';
