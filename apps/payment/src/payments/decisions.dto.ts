import { IsText, IsWholeNumber, MayBeAbsent } from '@carshare/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { DECISION_KINDS, type Decision } from './decision.entity.js';

export class DecisionsQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 0, description: 'Only decisions with a larger id: the next page.' })
  @MayBeAbsent()
  @IsWholeNumber(0)
  after: number = 0;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 200, default: 50 })
  @MayBeAbsent()
  @IsWholeNumber(1, 200)
  size: number = 50;
}

export class DecisionView {
  @ApiProperty({ type: 'integer', example: 3 }) id: number;
  @ApiProperty({ enum: DECISION_KINDS }) kind: string;
  @ApiProperty({ type: 'integer', example: 1 }) orderId: number;
  @ApiProperty({ example: 'pi_3Q', description: "The provider's id of the charge or dispute." }) reference: string;
  @ApiProperty({ example: 49 }) amount: number;
  @ApiProperty({ example: 'EUR' }) currency: string;
  @ApiProperty({ example: 'charge_disputed: the charge is disputed' }) reason: string;
  @ApiProperty({ format: 'date-time' }) openedAt: string;
  @ApiProperty({ description: 'Whether `retry` does something for it.' }) retriable: boolean;
}

export class DecisionsView {
  @ApiProperty({ type: [DecisionView] }) decisions: DecisionView[];
  @ApiProperty({ type: 'integer', description: 'How many are open.' }) open: number;
  @ApiProperty({ type: 'integer', nullable: true, description: 'For `after`; null on the last page.' })
  next: number | null;
}

/** Why a decision is closed by hand. */
export class ResolveDecision {
  @ApiProperty({ minLength: 3, maxLength: 255, example: 'Returned by bank transfer on 3 June.' })
  @IsText(3, 255)
  reason: string;
}

export class DecisionOutcome {
  @ApiProperty({ example: 'refunded' }) outcome: string;
}

export function toDecisionView(decision: Decision): DecisionView {
  const { id, kind, orderId, reference, amount, currency, reason, openedAt } = decision;
  return {
    id,
    kind,
    orderId,
    reference,
    amount: amount.major,
    currency,
    reason,
    openedAt: openedAt.toISOString(),
    retriable: kind !== 'external_refund',
  };
}
