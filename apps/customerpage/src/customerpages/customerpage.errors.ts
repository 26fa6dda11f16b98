import { DomainError } from '@carshare/service-kit';

export class CustomerpageNotFound extends DomainError {
  constructor(id: number) {
    super('customerpage.not_found', 404, `There is no rental ${id}.`);
  }
}
