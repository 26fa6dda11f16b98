import { GROUPS } from '@carshare/events';
import type { EventLog } from '@carshare/event-log';
import { EVENT_LOG } from '@carshare/messaging';
import { Metrics } from '@carshare/service-kit';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';

/** How often the log is asked while pages are open, and while none is, in milliseconds. */
const WATCHED_MS = 2_000;
const UNWATCHED_MS = 10_000;
const MAX_SAMPLES = 600;

/** The ends of the log's partitions at one moment. */
interface Sample {
  at: number;
  ends: Map<number, bigint>;
}

/**
 * How far the read model is behind the log, over all replicas. It is up to date as of the latest moment whose events have all
 * been consumed. When the log does not answer, that moment does not move.
 */
@Injectable()
export class CustomerpagesFreshness implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly waiting: Sample[] = [];
  private upToDateAt = performance.now();
  private answeredAt = -Infinity;
  private isSampling = false;
  private isWatched = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(EVENT_LOG) private readonly log: Pick<EventLog, 'offsets'>,
    metrics: Metrics,
  ) {
    metrics.gauge('read_model_age_seconds', 'Age of the newest moment whose events the read model all contains.', () =>
      this.age(),
    );
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sample(), WATCHED_MS);
    this.timer.unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** @param isWatched whether anyone looks at pages now: the log is asked more often then */
  watch(isWatched: boolean): void {
    this.isWatched = isWatched;
  }

  /** Seconds since the read model was up to date; under load, a few seconds pass before that is known. */
  age(): number {
    const isUpToDate = this.waiting.length === 0 && performance.now() - this.answeredAt < 2 * UNWATCHED_MS;
    return isUpToDate ? 0 : (performance.now() - this.upToDateAt) / 1_000;
  }

  /** Asks the log where the group stands, unless it was asked a moment ago. */
  async sample(): Promise<void> {
    const now = performance.now();
    const isQuiet = !this.isWatched && this.waiting.length === 0;
    if (this.isSampling || (isQuiet && now - this.answeredAt < UNWATCHED_MS)) return;
    this.isSampling = true;
    try {
      const offsets = await this.log.offsets(GROUPS.customerpage);
      this.answeredAt = performance.now();
      this.waiting.push({ at: now, ends: new Map(offsets.map(({ partition, end }) => [partition, end])) });
      this.settle(new Map(offsets.map(({ partition, committed }) => [partition, committed])));
    } catch {
      // The age grows until the log answers.
    } finally {
      this.isSampling = false;
    }
  }

  /** Takes the samples whose events have all been consumed. */
  private settle(committed: ReadonlyMap<number, bigint>): void {
    const isReached = ({ ends }: Sample): boolean =>
      [...ends].every(([partition, end]) => (committed.get(partition) ?? 0n) >= end);
    while (this.waiting[0] && isReached(this.waiting[0])) this.upToDateAt = this.waiting.shift()?.at ?? this.upToDateAt;
    if (this.waiting.length > MAX_SAMPLES) this.waiting.splice(0, this.waiting.length, ...everySecond(this.waiting));
  }
}

/** A long outage needs no sample of every moment. */
function everySecond(samples: readonly Sample[]): Sample[] {
  return samples.filter((_, index) => index % 2 === 0);
}
