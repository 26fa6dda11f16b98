import { ApiProperty } from '@nestjs/swagger';
import { OPERATOR_ACTIONS, type OperatorAction, type OperatorActionKind } from './operator-action.entity.js';

/** What an operator has done. */
export class OperatorActionView {
  @ApiProperty({ type: 'integer', example: 1 }) id: number;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty({ example: 'olga', description: "The subject of the operator's token." }) operator: string;
  @ApiProperty({ enum: OPERATOR_ACTIONS }) action: OperatorActionKind;
  @ApiProperty({ example: 'order 1', description: 'What was changed.' }) subject: string;
  @ApiProperty({ type: 'integer', nullable: true, example: 1 }) orderId: number | null;
  @ApiProperty({ type: 'string', nullable: true, example: 'a defect of the brakes' }) reason: string | null;
  @ApiProperty({ example: 'moved from vehicle 3 to vehicle 4' }) outcome: string;
}

export class OperatorActionList {
  @ApiProperty({ type: [OperatorActionView], description: 'The newest first; at most 100.' })
  actions: OperatorActionView[];
}

export function toActionView(row: OperatorAction): OperatorActionView {
  const { id, operator, action, subject, orderId, outcome } = row;
  const reason = row.reason === '' ? null : row.reason;
  return { id, at: row.doneAt.toISOString(), operator, action, subject, orderId, reason, outcome };
}
