import { applyDecorators } from '@nestjs/common';
import { IsString, Matches } from 'class-validator';

/**
 * A text without NUL and unpaired surrogates. Its length is counted in Unicode code points, as the columns count it: class-validator's
 * `Length` counts some pairs of code points as one, and would let a longer text reach the database.
 * @param min from 0
 * @param max the length of the column
 */
export function IsText(min: number, max: number): PropertyDecorator {
  return matching('\\p{Cs}\\0', min, max, '');
}

/** An {@link IsText} of at least one character and without control characters, which a list or a mail could not show. */
export function IsLine(max: number): PropertyDecorator {
  return matching('\\p{Cs}\\p{Cc}', 1, max, ' without control characters');
}

function matching(without: string, min: number, max: number, more: string): PropertyDecorator {
  return applyDecorators(
    Matches(new RegExp(`^[^${without}]{${min},${max}}$`, 'u'), {
      message: `$property must be text of ${min} to ${max} characters${more}`,
    }),
    IsString(),
  );
}
