import { Reader } from '@carshare/persistence';
import { AcceptNumber, ApiAnswers, MayBeAbsent, Roles } from '@carshare/service-kit';
import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';

class RefundsQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, description: 'Only refunds with a smaller id: the next page.' })
  @MayBeAbsent()
  @AcceptNumber()
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  before: number = 2_147_483_647;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 200, default: 50 })
  @MayBeAbsent()
  @AcceptNumber()
  @IsInt()
  @Min(1)
  @Max(200)
  size: number = 50;
}

class RefundView {
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

class RefundsView {
  @ApiProperty({ type: [RefundView] }) refunds: RefundView[];
  @ApiProperty({ type: 'integer', nullable: true, description: 'For `before`; null on the last page.' })
  next: number | null;
}

interface Row {
  id: number;
  order_id: number;
  kind: string;
  amount: number | string;
  currency: string;
  created_at: number | string;
  charged_at: number | string | null;
  customer_id: string | null;
}

/** By the ledger's primary key; the charge and the payment are found by their unique indexes. */
const SELECT = `SELECT r.id, r.order_id, r.kind, r.amount, r.currency, r.created_at, c.created_at AS charged_at, p.customer_id
  FROM ledger r
  LEFT JOIN ledger c ON c.order_id = r.order_id AND c.kind = 'charge'
  LEFT JOIN payments p ON p.order_id = r.order_id
  WHERE r.kind IN ('refund', 'ext_refund', 'dup_refund', 'settled') AND r.id < ? ORDER BY r.id DESC LIMIT ?`;

/** The refunds as the ledger has them, newest first. */
@ApiTags('operator')
@Roles('operator')
@Controller('operator/payment/refunds')
export class OperatorRefundsController {
  constructor(private readonly reader: Reader) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiAnswers('The refunds of the ledger, newest first', RefundsView)
  async list(@Query() { before, size }: RefundsQuery): Promise<RefundsView> {
    const rows = await this.reader.query<Row>(SELECT, [before, size + 1]);
    const shown = rows.slice(0, size);
    return { refunds: shown.map(toView), next: rows.length > size ? (shown.at(-1)?.id ?? null) : null };
  }
}

function toView({ id, order_id, kind, amount, currency, created_at, charged_at, customer_id }: Row): RefundView {
  return {
    id,
    orderId: order_id,
    kind,
    amount: Number(amount) / 100,
    currency,
    customerId: customer_id === '' ? null : customer_id,
    chargedAt: charged_at === null ? null : new Date(Number(charged_at)).toISOString(),
    refundedAt: new Date(Number(created_at)).toISOString(),
  };
}
