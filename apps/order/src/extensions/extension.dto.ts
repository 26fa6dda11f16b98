import { AcceptNumber, IgnoreUnknownFields, MaxDecimalPlaces, MayBeAbsent } from '@carshare/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Length, Matches, Max, Min } from 'class-validator';

/** A later end that a customer asks for. */
@IgnoreUnknownFields()
export class ExtendOrder {
  @ApiProperty({
    format: 'date-time',
    example: '2026-12-01T20:00:00+01:00',
    description: 'The new end of the booking, with its offset, to the minute.',
  })
  @IsString()
  @Length(1, 64)
  to: string;

  @ApiPropertyOptional({
    example: 16,
    description: 'What the customer expects to pay now; another amount is not charged.',
  })
  @MayBeAbsent()
  @AcceptNumber()
  @MaxDecimalPlaces(2)
  @Min(0)
  @Max(1_000_000_000)
  expectedAmount?: number;

  @ApiPropertyOptional({ example: 'pm_card_visa', description: 'That of the order without it.' })
  @MayBeAbsent()
  @IsString()
  @Matches(/^[\w-]{1,64}$/, { message: 'paymentMethod must be 1 to 64 letters, digits, _ or -' })
  paymentMethod?: string;
}

/** How far a booking can be extended, and what that costs. */
export class ExtensionQuoteView {
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, description: 'The end that was asked for.' })
  to: string | null;
  @ApiProperty({ type: 'number', nullable: true, example: 16, description: 'What is to be paid now.' })
  amount: number | null;
  @ApiProperty({ type: 'number', nullable: true, example: 65, description: 'What the booking costs with it.' })
  total: number | null;
  @ApiProperty({ example: 'EUR' }) currency: string;
  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'The latest possible end; null when the booking cannot be extended.',
  })
  latestTo: string | null;
  @ApiProperty({ description: 'Whether the booking can be extended to this end, or at all without one.' })
  available: boolean;
}
