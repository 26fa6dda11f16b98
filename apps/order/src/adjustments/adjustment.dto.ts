import { ApiProperty } from '@nestjs/swagger';
import type { Adjustment, AdjustmentStatus } from './adjustment.entity.js';

/** The status of an extension as clients see it. */
export const EXTENSION_STATUSES = ['Pending', 'Placed', 'Declined', 'Withdrawn'] as const;
export type ExtensionStatus = (typeof EXTENSION_STATUSES)[number];

const SHOWN: Readonly<Record<AdjustmentStatus, ExtensionStatus>> = {
  Pending: 'Pending',
  Succeeded: 'Placed',
  Declined: 'Declined',
  Withdrawn: 'Withdrawn',
  Voided: 'Withdrawn',
};

/** A later end of a booking, and what it costs. */
export class ExtensionView {
  @ApiProperty({ type: 'integer', example: 1 }) orderId: number;
  @ApiProperty({ type: 'integer', example: 1, description: 'Of the adjustment at payment.' }) number: number;
  @ApiProperty({ format: 'date-time', description: 'The end before.' }) from: string;
  @ApiProperty({ format: 'date-time', description: 'The end with the extension.' }) to: string;
  @ApiProperty({ example: 16, description: 'What is paid for the extension.' }) amount: number;
  @ApiProperty({ example: 65, description: 'What the booking costs with it.' }) total: number;
  @ApiProperty({ example: 'EUR' }) currency: string;
  @ApiProperty({ enum: EXTENSION_STATUSES }) status: ExtensionStatus;
}

export function toExtensionView(extension: Adjustment): ExtensionView {
  const { orderId, number, from, to, amount, total, currency, status } = extension;
  return {
    orderId,
    number,
    from: (from ?? extension.createdAt).toISOString(),
    to: (to ?? extension.createdAt).toISOString(),
    amount: amount.major,
    total: total.major,
    currency,
    status: SHOWN[status],
  };
}
