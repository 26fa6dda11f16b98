import { IsWholeNumber, MayBeAbsent } from '@carshare/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class UnmetDemandQuery {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 366,
    default: 30,
    description: 'How many days, including today, in UTC.',
  })
  @MayBeAbsent()
  @IsWholeNumber(1, 366)
  days: number = 30;
}

/** How often orders of a model were refused for one reason. */
export class RefusedDemandView {
  @ApiProperty({ example: '1001' }) productId: string;
  @ApiProperty({ example: 'car.not_available', description: 'The code of the problem that the customers received.' })
  reason: string;
  @ApiProperty({ type: 'integer', example: 12 }) count: number;
}

export class UnmetDemandView {
  @ApiProperty({ format: 'date', example: '2026-11-01', description: 'The first day that is counted, in UTC.' })
  from: string;
  @ApiProperty({ type: [RefusedDemandView], description: 'The most frequent first.' }) refused: RefusedDemandView[];
}
