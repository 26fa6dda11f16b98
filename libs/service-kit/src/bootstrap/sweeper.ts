import { Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';

const BATCH = 20;
const PERIOD_MS = 500;
/** After a round that found nothing; what is found once may be due again half a second later. */
const IDLE_PERIOD_MS = 2_000;
/** Between rounds while more is due: requests and events are handled in between. */
const BREATH_MS = 50;

/** The rows that are due at a time, the longest due first, at most 20: a condition for `Reader.findWhere`. */
export const DUE_ROWS = `due_at <= ? ORDER BY due_at LIMIT ${BATCH}`;

/**
 * The wait after a round that has read {@link DUE_ROWS}.
 * @param found the number of rows that the round found
 * @returns milliseconds: 50 while more may be due, 500 after a smaller round, 2,000 after an empty one
 */
export function waitAfter(found: number): number {
  if (found === BATCH) return BREATH_MS;
  return found > 0 ? PERIOD_MS : IDLE_PERIOD_MS;
}

/**
 * A provider that takes due steps in rounds, one after another, from the start of the application until its shutdown, which waits for
 * the round that runs. A round that fails is logged, and the next one tries again.
 */
export abstract class Sweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  protected readonly logger = new Logger(this.constructor.name);
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();

  /**
   * @param failure what the log says when a round fails, before the reason
   * @param periodMs the wait before the first round and after a failed one, in milliseconds
   */
  protected constructor(
    private readonly failure: string,
    private readonly periodMs = PERIOD_MS,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule(this.periodMs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.round;
  }

  /** Takes the steps that are due by now. @returns the milliseconds to the next round */
  abstract sweep(): Promise<number>;

  private schedule(wait: number): void {
    this.timer = setTimeout(() => {
      this.round = this.sweep()
        .catch((error: unknown) => {
          this.logger.warn(`${this.failure}: ${error instanceof Error ? error.message : String(error)}`);
          return this.periodMs;
        })
        .then((next) => {
          if (this.timer) this.schedule(next);
        });
    }, wait);
  }
}
