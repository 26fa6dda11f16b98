import { describe, expect, it } from '@jest/globals';
import { PageQuery, pageOf, resource, toPage } from './hal.js';

const query = (more: Partial<PageQuery> & Record<string, unknown>): PageQuery => Object.assign(new PageQuery(), more);
const rows = [resource('/orders/1', { id: 1 })];

/** Relation → parameters of its link. */
function linksOf(total: number, asked: PageQuery): Record<string, Record<string, string>> {
  const { _links } = toPage('/orders', 'orders', rows, total, asked);
  return Object.fromEntries(
    Object.entries(_links).map(([relation, { href }]) => {
      const [path, parameters] = href.split('?');
      expect(path).toBe('/orders');
      return [relation, Object.fromEntries(new URLSearchParams(parameters))];
    }),
  );
}

describe('A page of a list', () => {
  it('holds its rows under their name, each linked to itself, and the sums', () => {
    expect(toPage('/orders', 'orders', rows, 41, query({ page: 1 }))).toMatchObject({
      _embedded: { orders: [{ id: 1, _links: { self: { href: '/orders/1' } } }] },
      page: { size: 20, totalElements: 41, totalPages: 3, number: 1 },
    });
  });

  it('links to its neighbours, which exist', () => {
    expect(Object.keys(linksOf(41, query({ page: 0 })))).toEqual(['self', 'first', 'next']);
    expect(linksOf(41, query({ page: 1 }))).toMatchObject({ prev: { page: '0' }, next: { page: '2' } });
    expect(Object.keys(linksOf(41, query({ page: 2 })))).toEqual(['self', 'first', 'prev']);
    expect(Object.keys(linksOf(40, query({ page: 1 })))).toEqual(['self', 'first', 'prev']);
    expect(Object.keys(linksOf(0, query({ page: 0 })))).toEqual(['self', 'first']);
  });

  it('keeps the size, the sort and the filters in every link', () => {
    const asked = query({ page: 1, size: 5, sort: 'id,desc', status: 'Placed & "new"', orderId: undefined });
    for (const parameters of Object.values(linksOf(41, asked))) {
      expect(parameters).toEqual({
        page: expect.any(String),
        size: '5',
        sort: 'id,desc',
        status: 'Placed & "new"',
      });
    }
  });
});

it('A page repeats a filter for each of its values', () => {
  const { _links } = toPage('/list', 'rows', [], 41, query({ orderId: [7, 8] }));
  expect(_links['next']?.href).toBe('/list?page=1&size=20&orderId=7&orderId=8');
});

describe('The part of a list that a page asks for', () => {
  it('is the first by the default column', () => {
    expect(pageOf(query({}), ['id', 'status'])).toEqual({ order: { id: 'ASC' }, skip: 0, take: 20 });
  });

  it('is skipped to and sorted', () => {
    const asked = query({ page: 3, size: 7, sort: 'status,desc' });
    expect(pageOf(asked, ['id', 'status'])).toEqual({ order: { status: 'DESC' }, skip: 21, take: 7 });
    expect(pageOf(query({ sort: 'status' }), ['id', 'status']).order).toEqual({ status: 'ASC' });
  });

  it('is refused for a column without an index', () => {
    expect(() => pageOf(query({ sort: 'qty' }), ['id', 'status'])).toThrow(
      expect.objectContaining({ status: 400, message: 'This list sorts by id or status.' }),
    );
  });
});
