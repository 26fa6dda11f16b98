/** A client of the live stream that keeps what it received. */
export class StreamReader {
  /** The ids of the orders whose pages came, in the order of their arrival. */
  readonly orderIds: number[] = [];
  /** The data of `ready` and `alive` events. */
  readonly beats: { event: string; asOf: string; behind: number }[] = [];
  /** Whether the server ended the stream. */
  ended = false;
  private readonly controller = new AbortController();

  /** Opens the stream, and resolves when the server has sent `ready`. */
  static async open(url: string, headers: Record<string, string> = {}): Promise<StreamReader> {
    const reader = new StreamReader();
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    reader.read(url, headers, () => resolve(undefined)).then(() => (reader.ended = true), reject);
    await promise;
    return reader;
  }

  close(): void {
    this.controller.abort();
  }

  private async read(url: string, headers: Record<string, string>, ready: () => void): Promise<void> {
    const response = await fetch(`${url}/customerpages/stream`, { headers, signal: this.controller.signal });
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of response.body!) {
      const events = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) this.take(event, ready);
    }
  }

  private take(text: string, ready: () => void): void {
    const name = /^event: (\w+)$/m.exec(text)?.[1];
    const data = /^data: (.*)$/m.exec(text)?.[1];
    if (name === undefined || data === undefined) return;
    const parsed = JSON.parse(data) as { orderId: number; asOf: string; behind: number };
    if (name === 'customerpage') this.orderIds.push(parsed.orderId);
    else this.beats.push({ ...parsed, event: name });
    if (name === 'ready') ready();
  }
}
