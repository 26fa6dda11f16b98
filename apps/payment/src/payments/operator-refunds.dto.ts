import { IsWholeNumber, MayBeAbsent } from '@carshare/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class RefundsQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, description: 'Only refunds with a smaller id: the next page.' })
  @MayBeAbsent()
  @IsWholeNumber(1)
  before: number = 2_147_483_647;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 200, default: 50 })
  @MayBeAbsent()
  @IsWholeNumber(1, 200)
  size: number = 50;
}

export class RefundView {
  @ApiProperty({ type: 'integer', example: 2 }) id: number;
  @ApiProperty({ enum: ['refund', 'ext_refund', 'dup_refund', 'settled'], description: 'Who returned what.' })
  kind: string;
  @ApiProperty({ type: 'integer', example: 1 }) orderId: number;
  @ApiProperty({ example: 49 }) amount: number;
  @ApiProperty({ example: 'EUR' }) currency: string;
  @ApiProperty({ type: 'string', nullable: true, example: 'guest' }) customerId: string | null;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) chargedAt: string | null;
  @ApiProperty({ format: 'date-time' }) refundedAt: string;
}

export class RefundsView {
  @ApiProperty({ type: [RefundView] }) refunds: RefundView[];
  @ApiProperty({ type: 'integer', nullable: true, description: 'For `before`; null on the last page.' })
  next: number | null;
}
