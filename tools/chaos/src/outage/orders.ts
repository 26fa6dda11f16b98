const ANSWER_MS = 2_000;
const PAGE_SIZE = 200;

/** Counts the orders that are not shipped. A page on which all are shipped is not read again, so that looking costs little. */
export class Orders {
  /** Pages before this one are shipped. */
  private from = 0;

  constructor(private readonly url: string) {}

  async unshipped(): Promise<number> {
    let open = 0;
    for (let page = this.from, pages = page + 1; page < pages; page += 1) {
      const list = await this.page(page);
      pages = list.page.totalPages;
      const { orders } = list._embedded;
      const openHere = orders.filter(({ status }) => status !== 'Shipped' && status !== 'Refused').length;
      if (page === this.from && openHere === 0 && orders.length === PAGE_SIZE) this.from += 1;
      open += openHere;
    }
    return open;
  }

  private async page(page: number): Promise<OrderPage> {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const answer = await fetch(`${this.url}/orders?page=${page}&size=${PAGE_SIZE}`, { signal });
    return (await answer.json()) as OrderPage;
  }
}

interface OrderPage {
  _embedded: { orders: { status: string }[] };
  page: { totalPages: number };
}
