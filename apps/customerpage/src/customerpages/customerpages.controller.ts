import { Reader } from '@carshare/persistence';
import {
  ApiAnswers,
  ApiLists,
  Caller,
  FindByOrder,
  IdPipe,
  PageQuery,
  pageOf,
  Public,
  toPage,
  type Page,
  type Principal,
  type Resource,
} from '@carshare/service-kit';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { CustomerpageConfig } from '../app.config.js';
import { CustomerpageView, toCustomerpageView, WebConfig } from './customerpage.dto.js';
import { Customerpage } from './customerpage.entity.js';
import { CustomerpageNotFound } from './customerpage.errors.js';

/** Reads the read model straight from its table: that is what it is for. */
@ApiTags('customerpages')
@Controller('customerpages')
export class CustomerpagesController {
  private readonly config: WebConfig;

  constructor(
    @InjectRepository(Customerpage) private readonly pages: Repository<Customerpage>,
    private readonly reader: Reader,
    config: CustomerpageConfig,
  ) {
    this.config = { identity: config.identityOn };
  }

  @Get()
  @ApiLists('The rentals, the oldest first', 'customerpages', CustomerpageView)
  async list(@Query() query: PageQuery, @Caller() caller: Principal): Promise<Page<CustomerpageView>> {
    const [pages, total] = await this.pages.findAndCount({
      where: caller.visible,
      ...pageOf(aliased(query), ['orderId']),
    });
    return toPage('/customerpages', 'customerpages', pages.map(toCustomerpageView), total, query);
  }

  /** What the web page needs to know before anybody signs in. */
  @Get('config')
  @Public()
  @ApiAnswers('How the web page is to behave', WebConfig)
  webConfig(): WebConfig {
    return this.config;
  }

  @Get('search/findByOrderId')
  @ApiLists('The rental of an order', 'customerpages', CustomerpageView)
  async findByOrder(@Query() { orderId }: FindByOrder, @Caller() caller: Principal): Promise<Page<CustomerpageView>> {
    const page = await this.reader.find(Customerpage, { orderId, ...caller.visible });
    const query = { orderId, page: 0, size: 20 };
    const views = page ? [toCustomerpageView(page)] : [];
    return toPage('/customerpages/search/findByOrderId', 'customerpages', views, views.length, query);
  }

  @Get(':id')
  @ApiAnswers('One rental', CustomerpageView)
  async get(@Param('id', IdPipe) id: number, @Caller() caller: Principal): Promise<Resource<CustomerpageView>> {
    const page = await this.reader.find(Customerpage, { orderId: id, ...caller.visible });
    if (!page) throw new CustomerpageNotFound(id);
    return toCustomerpageView(page);
  }
}

/** A page's id is its order's. */
function aliased(query: PageQuery): PageQuery {
  return query.sort === undefined ? query : { ...query, sort: query.sort.replace(/^id\b/, 'orderId') };
}
