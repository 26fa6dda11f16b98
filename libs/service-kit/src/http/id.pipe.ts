import { Injectable, type PipeTransform } from '@nestjs/common';
import { DomainError } from '../errors/domain-error.js';

/** An id in a path: a positive integer that a number holds exactly and a database key takes. */
@Injectable()
export class IdPipe implements PipeTransform<string, number> {
  /** @throws {DomainError} 400 */
  transform(value: string): number {
    if (!/^[1-9]\d{0,9}$/.test(value) || Number(value) > 2_147_483_647) {
      throw new DomainError('request.invalid', 400, 'The id must be a positive integer up to 2147483647.');
    }
    return Number(value);
  }
}
