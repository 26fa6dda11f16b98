import { setTimeout as sleep } from 'node:timers/promises';
import {
  BadRequestException,
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Injectable,
  Param,
  Post,
  Req,
  Res,
} from '@nestjs/common';
import { IsInt, IsOptional, IsString, Max } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { UnitOfWork } from '@carshare/persistence';
import {
  AcceptNumber,
  AcceptText,
  Caller,
  currentTraceparent,
  DomainError,
  IdPipe,
  IgnoreBody,
  excludeFromLimits,
  MaxDecimalPlaces,
  MayBeAbsent,
  Public,
  Roles,
  type Principal,
} from '../src/index.js';
import { Note } from '@carshare/persistence/test/notes';

class Order {
  @AcceptNumber() @IsInt() qty: number;
}

/** A member of every kind that requests have. */
class Offer {
  @MayBeAbsent() @AcceptText() @IsString() productId?: string;
  @MayBeAbsent() @AcceptNumber() @MaxDecimalPlaces(2) @Max(100_000) price?: number;
  @IsOptional() status?: unknown;
}

/** Holds requests until the test lets them go. */
@Injectable()
export class Gate {
  private readonly held: (() => void)[] = [];

  get waiting(): number {
    return this.held.length;
  }

  hold(): Promise<void> {
    return new Promise((resolve) => this.held.push(resolve));
  }

  open(): void {
    for (const release of this.held.splice(0)) release();
  }
}

/** A way to fail in, by name. */
const FAILURES: Record<string, () => unknown> = {
  domain: () => new DomainError('car.gone', 409, 'The car is gone.', { retryAfter: 7, members: { left: 0 } }),
  framework: () => new BadRequestException('no'),
  bug: () => new TypeError("Cannot read 'secretColumn' of undefined"),
  nothing: () => undefined,
  away: () => Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:3306'), { code: 'ECONNREFUSED' }),
  sql: () => Object.assign(new Error('syntax error near hunter2'), { code: '42601', query: 'SELECT hunter2' }),
};

/** Routes that do what services do, and what they must not do. */
@Controller('probe')
export class ProbeController {
  constructor(
    private readonly gate: Gate,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  @Public()
  @Get('fails/:how')
  fail(@Param('how') how: string): never {
    throw FAILURES[how]?.();
  }

  @Public()
  @Post('orders')
  order(@Body() order: Order): Order {
    return order;
  }

  @Public()
  @HttpCode(200)
  @Post('drops')
  @IgnoreBody()
  drop(@Body() body: unknown): { hasBody: boolean } {
    return { hasBody: body !== undefined };
  }

  @Public()
  @HttpCode(200)
  @Post('offers')
  offer(@Body() offer: Offer): Offer {
    return offer;
  }

  @Public()
  @Delete('orders/:id')
  @HttpCode(202)
  cancel(@Param('id', IdPipe) id: number): { id: number } {
    return { id };
  }

  @Get('stream')
  stream(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const { raw } = reply;
    excludeFromLimits(request, reply, () => raw.end('ended'));
    reply.hijack();
    raw.writeHead(200, { 'content-type': 'text/event-stream' }).write('open');
  }

  @Public()
  @Get('ids/:id')
  id(@Param('id', IdPipe) id: number): { id: number } {
    return { id };
  }

  @Public()
  @Get('trace')
  async trace(): Promise<{ traceparent: string | undefined }> {
    await sleep(1);
    return { traceparent: currentTraceparent() };
  }

  @Public()
  @Post('trace')
  traceAfterBody(@Body() _body: Order): Promise<{ traceparent: string | undefined }> {
    return this.trace();
  }

  @Public()
  @Get('held')
  async held(): Promise<{ done: true }> {
    await this.gate.hold();
    return { done: true };
  }

  /** Commits after it was held, as a request that is caught by a stop. */
  @Public()
  @Post('held')
  async heldWrite(): Promise<{ id: number }> {
    await this.gate.hold();
    const note = Note.of('late');
    await this.unitOfWork.transaction((tx) => tx.insert(note));
    return { id: note.id };
  }

  @Get('me')
  me(@Caller() caller: Principal): { id: string; scope: string | null; operator: boolean; email?: string | undefined } {
    const { customerId: id, scope = null, email } = caller;
    return { id, scope, operator: caller.has('operator'), email };
  }

  @Roles('service')
  @Get('service')
  service(): { welcome: true } {
    return { welcome: true };
  }
}
