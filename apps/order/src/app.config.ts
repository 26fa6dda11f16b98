import { MessagingConfig } from '@carshare/messaging';
import { IncludeSettings } from '@carshare/service-kit';
import { Type } from 'class-transformer';
import { IsInt, IsUrl, Max, Min } from 'class-validator';
import type { PeriodRules } from './bookings/period.js';
import { GbfsConfig } from './gbfs/gbfs.config.js';
import { MailConfig } from './mails/mail.config.js';
import { OperatorConfig } from './operator.config.js';
import type { CancellationTerms } from './pricing/cancellation-terms.js';
import type { SettlementTerms } from './pricing/settlement-terms.js';
import type { Buffers } from './vehicles/free-windows.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A variable that holds a whole number within bounds. */
function Whole(least: number, most: number): PropertyDecorator {
  return (target, property) => {
    const name = String(property);
    Type(() => Number)(target, name);
    IsInt({ message: `${name} must be an integer` })(target, property);
    Min(least, { message: `${name} must be at least ${least}` })(target, property);
    Max(most, { message: `${name} must be at most ${most}` })(target, property);
  };
}

export class OrderConfig extends MessagingConfig {
  readonly service = 'order';
  override PORT = 8081;

  @IncludeSettings(OperatorConfig)
  readonly operator: OperatorConfig = new OperatorConfig();

  @IncludeSettings(MailConfig)
  readonly mail: MailConfig = new MailConfig();

  @IsUrl(
    { require_tld: false, require_protocol: true, protocols: ['http', 'https'] },
    { message: 'PAYMENT_URL must be an http URL' },
  )
  PAYMENT_URL = 'http://127.0.0.1:8084';

  @IncludeSettings(GbfsConfig)
  readonly gbfs: GbfsConfig = new GbfsConfig();

  /** How long before its start a car leaves for the customer: taken in the calendar, and the shortest notice of a booking. */
  @Whole(0, 10_080)
  BOOKING_LEAD_MINUTES = 60;

  /** How long after its end a car is taken in the calendar: it is fetched and cleaned. */
  @Whole(0, 10_080)
  BOOKING_TURNAROUND_MINUTES = 60;

  /** A car that is out longer than this past its end counts as overdue: nothing of it is free. */
  @Whole(0, 1_440)
  BOOKING_GRACE_MINUTES = 15;

  @Whole(1, 527_040)
  BOOKING_MIN_MINUTES = 60;

  @Whole(1, 366)
  BOOKING_MAX_DAYS = 60;

  /** A booking ends no later than so many days from now. */
  @Whole(1, 1_830)
  BOOKING_HORIZON_DAYS = 365;

  /** A booking is charged for at least so many hours. */
  @Whole(1, 24)
  BOOKING_MIN_CHARGED_HOURS = 1;

  /** Until so many hours before its start, a booking is cancelled for nothing. */
  @Whole(0, 8_784)
  CANCELLATION_FREE_HOURS = 24;

  /** What a later cancellation costs, as a share of the price. */
  @Whole(0, 100)
  CANCELLATION_LATE_FEE_PERCENT = 50;

  /** Kilometres that each started day of a booking includes; those beyond cost the model's price per kilometre. */
  @Whole(0, 100_000)
  BOOKING_INCLUDED_KM_PER_DAY = 200;

  /** What an early return refunds of the booked time that was not used, as a share of its price. */
  @Whole(0, 100)
  BOOKING_EARLY_REFUND_PERCENT = 0;

  /** The place of a booking is erased so many days after the order ended. */
  @Whole(0, 3_660)
  PLACE_RETENTION_DAYS = 30;

  get periodRules(): PeriodRules {
    return {
      leadMs: this.BOOKING_LEAD_MINUTES * MINUTE_MS,
      shortestMs: this.BOOKING_MIN_MINUTES * MINUTE_MS,
      longestMs: this.BOOKING_MAX_DAYS * DAY_MS,
      horizonMs: this.BOOKING_HORIZON_DAYS * DAY_MS,
    };
  }

  get buffers(): Buffers {
    return {
      leadMs: this.BOOKING_LEAD_MINUTES * MINUTE_MS,
      turnaroundMs: this.BOOKING_TURNAROUND_MINUTES * MINUTE_MS,
    };
  }

  get graceMs(): number {
    return this.BOOKING_GRACE_MINUTES * MINUTE_MS;
  }

  get cancellationTerms(): CancellationTerms {
    return { freeHours: this.CANCELLATION_FREE_HOURS, lateFeePercent: this.CANCELLATION_LATE_FEE_PERCENT };
  }

  /** The price per kilometre is the model's. */
  get settlementTerms(): Omit<SettlementTerms, 'perKm'> {
    return {
      graceMinutes: this.BOOKING_GRACE_MINUTES,
      includedKmPerDay: this.BOOKING_INCLUDED_KM_PER_DAY,
      earlyRefundPercent: this.BOOKING_EARLY_REFUND_PERCENT,
    };
  }
}
