import { applyDecorators } from '@nestjs/common';
import { IsString, Matches } from 'class-validator';

/**
 * The member is a text of so many Unicode code points, as the columns count them, without NUL and unpaired surrogates. class-validator's
 * `Length` counts some pairs of code points as one, and would let a longer text reach the database.
 */
export function CodePoints(min: number, max: number): PropertyDecorator {
  return applyDecorators(
    IsString(),
    Matches(new RegExp(`^[^\\p{Cs}\\0]{${min},${max}}$`, 'u'), {
      message: `$property must be text of ${min} to ${max} characters`,
    }),
  );
}
