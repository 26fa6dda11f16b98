import { DomainError } from '@carshare/service-kit';

/** The same answer for a token that was revoked and for one that never was. */
export class CalendarNotFound extends DomainError {
  constructor() {
    super('calendar.not_found', 404, 'There is no calendar at this address. Create a new address for the calendar.');
  }
}
