import { DomainError } from '../errors/domain-error.js';
import { IsWholeNumber } from './validation.js';
import { IsOptional, Matches } from 'class-validator';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

class LinkView {
  @ApiProperty({ example: '/orders/1' }) href: string;
}

class SelfLinkView {
  @ApiProperty({ type: LinkView }) self: LinkView;
}

/** Documents the links of a resource: a view of one extends it. */
export class Linked {
  @ApiProperty({ type: SelfLinkView }) _links: SelfLinkView;
}

/** A resource with the address of itself. */
export type Resource<T> = T & { _links: { self: { href: string } } };

/** Links a resource to itself. */
export function resource<T extends object>(href: string, body: T): Resource<T> {
  return { ...body, _links: { self: { href } } };
}

/** Sends the address of the resource that the request created, as its `Location` (RFC 9110, 10.2.2). */
export function located<T extends Linked>(reply: FastifyReply, created: T): T {
  void reply.header('location', created._links.self.href);
  return created;
}

/** `?page=&size=&sort=` of a list: page from 0, 1 to 200 rows, sorted by a column that the list allows. */
export class PageQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 1_000_000, default: 0 })
  @IsOptional()
  @IsWholeNumber(0, 1_000_000)
  page: number = 0;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 200, default: 20 })
  @IsOptional()
  @IsWholeNumber(1, 200)
  size: number = 20;

  @ApiPropertyOptional({ type: 'string', description: 'The column, with ,asc or ,desc behind it.', example: 'id,desc' })
  @IsOptional()
  @Matches(/^[a-zA-Z]+(,(asc|desc))?$/, { message: 'sort must be a column, with ,asc or ,desc behind it' })
  sort?: string;
}

/** One page of a list, in the shape of HAL (draft-kelly-json-hal). */
export interface Page<T> {
  _embedded: Record<string, Resource<T>[]>;
  _links: Record<string, { href: string }>;
  page: { size: number; totalElements: number; totalPages: number; number: number };
}

class PageLinksView extends SelfLinkView {
  @ApiProperty({ type: LinkView }) first: LinkView;
  @ApiPropertyOptional({ type: LinkView, description: 'Absent on the first page.' }) prev?: LinkView;
  @ApiPropertyOptional({ type: LinkView, description: 'Absent on the last page.' }) next?: LinkView;
}

class PageNumbersView {
  @ApiProperty({ type: 'integer', example: 20 }) size: number;
  @ApiProperty({ type: 'integer', example: 1 }) totalElements: number;
  @ApiProperty({ type: 'integer', example: 1 }) totalPages: number;
  @ApiProperty({ type: 'integer', example: 0, description: 'Counted from 0.' }) number: number;
}

/** Documents what a {@link Page} has beside its rows. */
export class PageView {
  @ApiProperty({ type: PageLinksView }) _links: PageLinksView;
  @ApiProperty({ type: PageNumbersView }) page: PageNumbersView;
}

/** Puts a page around its rows. */
export function toPage<T>(path: string, name: string, rows: Resource<T>[], total: number, query: PageQuery): Page<T> {
  const totalPages = Math.ceil(total / query.size);
  const href = (page: number): { href: string } => {
    const parameters = new URLSearchParams({ page: String(page), size: String(query.size) });
    for (const [filter, value] of Object.entries(query)) {
      if (value === undefined || parameters.has(filter)) continue;
      for (const item of [value].flat()) parameters.append(filter, String(item));
    }
    return { href: `${path}?${parameters.toString()}` };
  };
  const links: Record<string, { href: string }> = { self: href(query.page), first: href(0) };
  if (query.page > 0) links['prev'] = href(query.page - 1);
  if (query.page + 1 < totalPages) links['next'] = href(query.page + 1);
  return {
    _embedded: { [name]: rows },
    _links: links,
    page: { size: query.size, totalElements: total, totalPages, number: query.page },
  };
}

/**
 * The part of a page for a TypeORM repository.
 * @param sortable columns with an index that serves the sort; the first is the default, ascending
 * @throws {DomainError} 400 for a column that the list does not sort by
 */
export function pageOf(
  query: PageQuery,
  sortable: readonly [string, ...string[]],
): { order: Record<string, 'ASC' | 'DESC'>; skip: number; take: number } {
  const [column = sortable[0], direction = 'asc'] = (query.sort ?? sortable[0]).split(',');
  if (!sortable.includes(column)) {
    throw new DomainError('request.invalid', 400, `This list sorts by ${sortable.join(' or ')}.`);
  }
  return {
    order: { [column]: direction === 'desc' ? 'DESC' : 'ASC' },
    skip: query.page * query.size,
    take: query.size,
  };
}

/** `?orderId=` of the searches by order. */
export class FindByOrder {
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  @IsWholeNumber(1)
  orderId: number;
}
