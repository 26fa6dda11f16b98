import { bookings } from './bookings.measure.ts';
import { calendar } from './calendar.measure.ts';
import { catchUp } from './catch-up.measure.ts';
import { closed } from './closed.measure.ts';
import { curve } from './curve.measure.ts';
import { growth } from './growth.measure.ts';
import type { Measure } from './measure.ts';
import { models } from './models.measure.ts';
import { open } from './open.measure.ts';
import { overload } from './overload.measure.ts';
import { rebuild } from './rebuild.measure.ts';
import { replicas } from './replicas.measure.ts';
import { startup } from './startup.measure.ts';
import { stop } from './stop.measure.ts';
import { young } from './young.measure.ts';

/** In the order of a full run; measures with their own data come last. */
export const MEASURES: Measure[] = [
  closed,
  open,
  curve,
  overload,
  startup,
  catchUp,
  rebuild,
  stop,
  growth,
  young,
  models,
  bookings,
  calendar,
  replicas,
];
