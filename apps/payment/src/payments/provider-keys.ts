/** The provider's keys are derived from the order, so that every try of any replica means the same charge and the same refund. */
export const chargeKey = (orderId: number): string => `pay-${orderId}`;
export const refundKey = (orderId: number): string => `refund-${orderId}`;
