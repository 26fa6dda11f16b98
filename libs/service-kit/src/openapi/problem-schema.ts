type Json = Record<string, unknown>;

/** The form of every refusal (RFC 9457). */
export const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'A refusal (RFC 9457). Some carry further members, such as `errors` or `orderId`.',
  required: ['type', 'title', 'status', 'detail', 'code', 'traceId'],
  properties: {
    type: { type: 'string', example: 'urn:carshare:problem:request.invalid' },
    title: { type: 'string', example: 'Bad Request' },
    status: { type: 'integer', minimum: 400, maximum: 599, example: 400 },
    detail: { type: 'string', description: 'For people.', example: 'qty must not be less than 1' },
    instance: { type: 'string', description: 'The path of the request.', example: '/orders' },
    code: { type: 'string', description: 'For programs; never changes.', example: 'request.invalid' },
    formerCode: {
      type: 'string',
      deprecated: true,
      description: 'The code before it was renamed; sent for one version.',
      example: 'order.not_owed',
    },
    traceId: { type: 'string', pattern: '^[0-9a-f]{32}$', example: '4bf92f3577b34da6a3ce929d0e0e4736' },
    errors: {
      type: 'array',
      description: 'Every fault of a malformed request.',
      items: {
        type: 'object',
        required: ['field', 'reason'],
        properties: {
          field: { type: 'string', example: 'qty' },
          reason: { type: 'string', example: 'qty must not be less than 1' },
        },
      },
    },
  },
} satisfies Json & { type: 'object' };

const header = (description: string, schema: Json): Json => ({ description, required: true, schema });

function problem(description: string, headers?: Json): Json {
  return {
    description,
    ...(headers && { headers }),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

/** The refusals by their status. */
export const PROBLEM_RESPONSES: Readonly<Record<string, Json>> = {
  400: problem('The request is malformed.'),
  401: problem('There is no valid token.', {
    'WWW-Authenticate': header('The scheme.', { type: 'string', example: 'Bearer' }),
  }),
  402: problem('The payment is declined.'),
  403: problem('The token lacks the role.'),
  404: problem('There is no such resource, or it belongs to somebody else.'),
  409: problem('The state does not allow it.'),
  413: problem('The body has more than 64 KiB.'),
  415: problem('The body is not JSON.'),
  422: problem('The Idempotency-Key was used for another request.'),
  500: problem('The service failed.'),
  503: problem('The service is overloaded, or a part of the shop is away: try again later.', {
    'Retry-After': header('Seconds to wait.', { type: 'integer', minimum: 1, example: 2 }),
  }),
};
