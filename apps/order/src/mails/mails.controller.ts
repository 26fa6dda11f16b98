import { ApiAnswers, ApiProblem, Caller, IdPipe, IgnoreBody, Public, type Principal } from '@carshare/service-kit';
import { Body, Controller, Get, Header, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ContactsService } from './contacts.service.js';
import { ChangeMails, MailsView, toMailsView } from './mails.dto.js';
import { donePage, questionPage } from './unsubscribe-page.js';

const HTML = 'text/html; charset=utf-8';

/** The mails about an order: whether the customer wants them. */
@ApiTags('orders')
@Controller()
export class MailsController {
  constructor(private readonly contacts: ContactsService) {}

  @Get('orders/:id/mails')
  @Header('cache-control', 'no-store')
  @ApiAnswers('Whether mails are sent about an order of the caller', MailsView)
  async get(@Param('id', IdPipe) id: number, @Caller() caller: Principal): Promise<MailsView> {
    return toMailsView(await this.contacts.get(id, caller));
  }

  @Patch('orders/:id/mails')
  @ApiAnswers('Starts or stops the mails about an order of the caller', MailsView)
  @ApiProblem(409, 'mails.no_address')
  async change(
    @Param('id', IdPipe) id: number,
    @Body() { enabled }: ChangeMails,
    @Caller() caller: Principal,
  ): Promise<MailsView> {
    return toMailsView(await this.contacts.enable(id, caller, enabled));
  }

  @Public()
  @Get('mails/unsubscribe/:token')
  @Header('content-type', HTML)
  @Header('cache-control', 'no-store')
  @ApiParam({ name: 'token', schema: { type: 'string', example: '4f0a' } })
  @ApiProduces('text/html')
  @ApiOperation({ summary: 'A page that asks whether to stop the mails about an order' })
  @ApiResponse({ status: 200, description: 'The page. It changes nothing.', schema: { type: 'string' } })
  async ask(@Param('token') token: string): Promise<string> {
    return questionPage(await this.contacts.find(token));
  }

  @Public()
  @Post('mails/unsubscribe/:token')
  @HttpCode(200)
  @IgnoreBody()
  @Header('content-type', HTML)
  @Header('cache-control', 'no-store')
  @ApiParam({ name: 'token', schema: { type: 'string', example: '4f0a' } })
  @ApiProduces('text/html')
  @ApiOperation({ summary: 'Stops the mails about an order with one click (RFC 8058)' })
  @ApiResponse({ status: 200, description: 'No more mails are sent.', schema: { type: 'string' } })
  async stop(@Param('token') token: string): Promise<string> {
    return donePage(await this.contacts.unsubscribe(token));
  }
}
