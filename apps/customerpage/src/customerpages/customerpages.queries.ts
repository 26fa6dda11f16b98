import { Reader } from '@carshare/persistence';
import { pageOf, toPage, type Page, type PageQuery, type Principal, type Resource } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { toCustomerpageView, type CustomerpageView } from './customerpage.dto.js';
import { Customerpage } from './customerpage.entity.js';
import { CustomerpageNotFound } from './customerpage.errors.js';

/** Reads the rentals that a caller may see. */
@Injectable()
export class CustomerpagesQueries {
  constructor(
    @InjectRepository(Customerpage) private readonly pages: Repository<Customerpage>,
    private readonly reader: Reader,
  ) {}

  async list(query: PageQuery, caller: Principal): Promise<Page<CustomerpageView>> {
    const [pages, total] = await this.pages.findAndCount({
      where: caller.visible,
      ...pageOf(aliased(query), ['orderId']),
    });
    return toPage('/customerpages', 'customerpages', pages.map(toCustomerpageView), total, query);
  }

  async findByOrder(orderId: number, caller: Principal): Promise<Page<CustomerpageView>> {
    const page = await this.reader.find(Customerpage, { orderId, ...caller.visible });
    const query = { orderId, page: 0, size: 20 };
    const views = page ? [toCustomerpageView(page)] : [];
    return toPage('/customerpages/search/findByOrderId', 'customerpages', views, views.length, query);
  }

  /** @throws {CustomerpageNotFound} also for a rental of another customer */
  async get(id: number, caller: Principal): Promise<Resource<CustomerpageView>> {
    const page = await this.reader.find(Customerpage, { orderId: id, ...caller.visible });
    if (!page) throw new CustomerpageNotFound(id);
    return toCustomerpageView(page);
  }
}

/** A page's id is its order's. */
function aliased(query: PageQuery): PageQuery {
  return query.sort === undefined ? query : { ...query, sort: query.sort.replace(/^id\b/, 'orderId') };
}
