import {
  ApiAnswers,
  ApiLists,
  Caller,
  FindByOrder,
  IdPipe,
  PageQuery,
  Public,
  type Page,
  type Principal,
  type Resource,
} from '@carshare/service-kit';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CustomerpageConfig } from '../app.config.js';
import { CustomerpageView, WebConfig } from './customerpage.dto.js';
import { CustomerpagesQueries } from './customerpages.queries.js';

/** Serves the read model. */
@ApiTags('customerpages')
@Controller('customerpages')
export class CustomerpagesController {
  private readonly config: WebConfig;

  constructor(
    private readonly queries: CustomerpagesQueries,
    config: CustomerpageConfig,
  ) {
    this.config = { identity: config.identityOn };
  }

  @Get()
  @ApiLists('The rentals, the oldest first', 'customerpages', CustomerpageView)
  list(@Query() query: PageQuery, @Caller() caller: Principal): Promise<Page<CustomerpageView>> {
    return this.queries.list(query, caller);
  }

  /** The settings that the web page needs before sign-in. */
  @Get('config')
  @Public()
  @ApiAnswers('How the web page is to behave', WebConfig)
  webConfig(): WebConfig {
    return this.config;
  }

  @Get('search/findByOrderId')
  @ApiLists('The rental of an order', 'customerpages', CustomerpageView)
  findByOrder(@Query() { orderId }: FindByOrder, @Caller() caller: Principal): Promise<Page<CustomerpageView>> {
    return this.queries.findByOrder(orderId, caller);
  }

  @Get(':id')
  @ApiAnswers('One rental', CustomerpageView)
  get(@Param('id', IdPipe) id: number, @Caller() caller: Principal): Promise<Resource<CustomerpageView>> {
    return this.queries.get(id, caller);
  }
}
