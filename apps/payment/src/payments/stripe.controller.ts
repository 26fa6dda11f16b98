import { ApiProblem, Public } from '@carshare/service-kit';
import { Controller, Headers, HttpCode, Post, Req, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { keepRawBody } from './raw-body.js';
import { StripeWebhooks } from './stripe.webhooks.js';

const PATH = 'payments/webhooks/stripe';

/** Receives Stripe's reports on payments. The signature over the bytes of the body authenticates them. */
@ApiTags('payments')
@Controller()
export class StripeController implements OnModuleInit {
  constructor(
    private readonly webhooks: StripeWebhooks,
    private readonly host: HttpAdapterHost<FastifyAdapter>,
  ) {}

  onModuleInit(): void {
    keepRawBody(this.host.httpAdapter.getInstance(), `/${PATH}`);
  }

  @Post(PATH)
  @Public()
  @HttpCode(200)
  @ApiOperation({ summary: 'Takes an event of Stripe, once' })
  @ApiHeader({ name: 'Stripe-Signature', required: true, schema: { type: 'string', example: 't=1764000000,v1=00' } })
  @ApiBody({ description: 'An event of Stripe.', schema: { type: 'object', additionalProperties: true } })
  @ApiOkResponse({ description: 'It is taken note of.' })
  @ApiProblem(404, 'webhook.not_configured')
  async receive(
    @Req() request: FastifyRequest,
    @Headers('stripe-signature') signature: string | undefined,
  ): Promise<void> {
    await this.webhooks.receive(request.rawBody ?? Buffer.alloc(0), signature ?? '');
  }
}
