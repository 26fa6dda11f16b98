import { IsLine, MayBeAbsent } from '@carshare/service-kit';
import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';

/** An optional property with the reason of an operator's action: text of 1 to 200 characters without control characters. */
export function IsActionReason(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      maxLength: 200,
      example: 'the customer asked for it',
      description: 'Recorded with the action.',
    }),
    MayBeAbsent(),
    IsLine(200),
  );
}
