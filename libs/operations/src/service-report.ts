import type { Reader } from '@carshare/persistence';
import type { Readiness } from '@carshare/service-kit';
import { within, type EventLog } from '@carshare/event-log';
import type { CheckView, ServiceReportView } from './report.dto.js';

/** Time limit of the event log's answer, in milliseconds. */
const LAG_LIMIT_MS = 1_000;

/** Reports the state of a service. A value that cannot be read is null, so an outage does not hide the other values. */
export class ServiceReporter {
  private readonly startedAt = new Date(Date.now() - process.uptime() * 1000).toISOString();

  constructor(
    private readonly service: string,
    private readonly readiness: Readiness,
    private readonly reader: Reader,
    private readonly log: EventLog,
    private readonly group: string | undefined,
  ) {}

  async report(): Promise<ServiceReportView> {
    const [checks, outboxWaiting, oldest, lag, parked, dead] = await Promise.all([
      Promise.all(this.readiness.entries().map(([name, check]) => outcome(name, check))),
      this.number('SELECT COUNT(*) AS n FROM outbox WHERE sent_at IS NULL'),
      this.number('SELECT MIN(created_at) AS n FROM outbox WHERE sent_at IS NULL'),
      this.group === undefined ? null : this.lag(this.group),
      this.number("SELECT COUNT(*) AS n FROM stuck_events WHERE kind = 'parked'"),
      this.number("SELECT COUNT(*) AS n FROM stuck_events WHERE kind = 'dead'"),
    ]);
    return {
      service: this.service,
      ready: checks.every((check) => check.up),
      checks,
      startedAt: this.startedAt,
      outboxWaiting,
      outboxAge: oldest === null ? null : oldest === 0 ? 0 : (Date.now() - oldest) / 1000,
      lag,
      parked,
      dead,
    };
  }

  /** Returns null when the broker does not answer within the limit. */
  private lag(group: string): Promise<number | null> {
    return within(LAG_LIMIT_MS, 'the event log', () => this.log.lag(group)).catch(() => null);
  }

  private async number(sql: string): Promise<number | null> {
    try {
      return await this.reader.number(sql);
    } catch {
      return null;
    }
  }
}

async function outcome(name: string, check: () => Promise<void> | void): Promise<CheckView> {
  try {
    await check();
    return { name, up: true, reason: null };
  } catch (error) {
    return { name, up: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
