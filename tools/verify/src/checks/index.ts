import type { Check } from '../check.ts';
import { adjustment } from './adjustment.check.ts';
import { block } from './block.check.ts';
import { booking } from './booking.check.ts';
import { calendar } from './calendar.check.ts';
import { delivery } from './delivery.check.ts';
import { extension } from './extension.check.ts';
import { inbox } from './inbox.check.ts';
import { money } from './money.check.ts';
import { outbox } from './outbox.check.ts';
import { outcome } from './outcome.check.ts';
import { page } from './page.check.ts';
import { payment } from './payment.check.ts';
import { place } from './place.check.ts';
import { sequence } from './sequence.check.ts';
import { stock } from './stock.check.ts';
import { stuck } from './stuck.check.ts';
import { published } from './published.check.ts';
import { vehicle } from './vehicle.check.ts';

/** Every invariant of the design, in the order of the table. */
export const CHECKS: readonly Check[] = [
  money,
  payment,
  adjustment,
  outcome,
  delivery,
  stock,
  booking,
  extension,
  calendar,
  block,
  vehicle,
  published,
  sequence,
  outbox,
  inbox,
  stuck,
  page,
  place,
];
