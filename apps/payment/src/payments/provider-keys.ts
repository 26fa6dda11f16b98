/** The provider's keys are derived from the order, so that every try of any replica means the same charge and the same refund. */
export const chargeKey = (orderId: number): string => `pay-${orderId}`;
export const refundKey = (orderId: number): string => `refund-${orderId}`;
/** The key of a further charge. @param number of its adjustment, from 1 */
export const adjustmentKey = (orderId: number, number: number): string => `adjust-${orderId}-${number}`;
