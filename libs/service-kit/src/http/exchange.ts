import type { Dispatcher } from 'undici';

/** An answer that has arrived whole. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
}

/**
 * Sends a request and reads the answer as text, through undici's dispatcher: `Pool.request` makes a stream, an async resource and an
 * abort signal for each answer, which is 25 % of the CPU time of a call.
 * @param deadline in the time of `performance.now()`
 * @throws {Error} of the connection, or when the answer is not complete at the deadline
 */
export function exchange(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  deadline: number,
): Promise<Answer> {
  return new Promise((resolve, reject) => dispatcher.dispatch(request, new Collector(deadline, resolve, reject)));
}

/** Collects one answer. */
class Collector implements Dispatcher.DispatchHandler {
  private readonly timer: NodeJS.Timeout;
  private readonly chunks: Buffer[] = [];
  private controller: Dispatcher.DispatchController | undefined;
  private late: Error | undefined;
  private status = 0;
  private headers: Answer['headers'] = {};

  constructor(
    deadline: number,
    private readonly resolve: (answer: Answer) => void,
    private readonly reject: (error: Error) => void,
  ) {
    this.timer = setTimeout(() => this.abort(), Math.max(0, deadline - performance.now()));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // It has waited for a connection until the deadline: it is not sent any more.
    if (this.late) controller.abort(this.late);
  }

  onResponseStart(_controller: unknown, status: number, headers: Answer['headers']): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    clearTimeout(this.timer);
    this.resolve({ status: this.status, headers: this.headers, text: Buffer.concat(this.chunks).toString() });
  }

  onResponseError(_controller: unknown, error: Error): void {
    clearTimeout(this.timer);
    this.reject(error);
  }

  private abort(): void {
    this.late = new Error('no answer in time');
    this.controller?.abort(this.late);
    this.reject(this.late);
  }
}
