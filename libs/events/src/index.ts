export {
  ALWAYS_OURS,
  defineEvent,
  type EventDefinition,
  type EventOf,
  type Fields,
  InvalidEvent,
  parseFields,
} from './define-event.js';
export { DeliveryCanceled, DeliveryFields, Shipped } from './delivery.events.js';
export { type EventIdentity, identityOf } from './identity.js';
export { amountFault, decimalsOf, fromMinorUnits, priceFault, toHundredths, toMinorUnits } from './money.js';
export { OrderCancelled, Ordered, OrderFields } from './order.events.js';
export { Paid, PayCancelled, PaymentFields } from './payment.events.js';
export { EVENTS, GROUPS, TOPIC } from './topic.js';
export {
  decodeEvent,
  encodeEvent,
  formatTimestamp,
  type Origin,
  type ReceivedEvent,
  type RecordBytes,
  type WireMessage,
} from './wire.js';
