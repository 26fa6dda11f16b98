import { IsWholeNumber, MayBeAbsent } from '@carshare/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** What a customer reads off the car before its return. */
export class ReturnQuery {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 2_147_483_647,
    example: 12_540,
    description: 'The reading of the odometer now, in kilometres.',
  })
  @MayBeAbsent()
  @IsWholeNumber(0)
  odometer?: number;
}

/** What a return now would charge and refund, under the terms of the booking. */
export class ReturnQuoteView {
  @ApiProperty({ format: 'date-time', description: 'The time of the return that the quote is for.' }) at: string;
  @ApiProperty({ example: 0, description: 'For the time beyond the end and the grace.' }) late: number;
  @ApiProperty({
    type: 'number',
    nullable: true,
    example: 12.5,
    description: 'For the kilometres beyond the included ones; null while one of the two readings is not known.',
  })
  distance: number | null;
  @ApiProperty({ example: 12, description: 'Refunded of the booked time that is not used.' }) early: number;
  @ApiProperty({ example: 0.5, description: 'The sum; negative when it is refunded.' }) amount: number;
  @ApiProperty({ example: 'EUR' }) currency: string;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 200,
    description: 'The kilometres that the booking includes; null when distance is not charged.',
  })
  includedKm: number | null;
  @ApiProperty({
    type: 'number',
    nullable: true,
    example: 0.25,
    description: 'For each kilometre beyond them; null when distance is not charged.',
  })
  pricePerKm: number | null;
}
