export { MAX_ID, MAX_LENGTH } from './bounds.js';
export {
  type ConsumedBy,
  CONSUMERS,
  type ContractDefinition,
  type ContractEvent,
  contractOf,
  EVENTS,
  type EventType,
  GROUPS,
  PUBLISHERS,
  type ServiceContract,
  TOPIC,
} from './contract.js';
export {
  ALWAYS_OURS,
  defineEvent,
  type EventDefinition,
  type EventOf,
  type Fields,
  InvalidEvent,
  parseFields,
  type ReceivedEvent,
} from './define-event.js';
export * from './delivery.events.js';
export { type EventIdentity, identityOf } from './identity.js';
export { DEFAULT_CURRENCY, decimalsOf, InvalidMoney, isStorable, Money } from './money.js';
export * from './order.events.js';
export { amountFault, fromStripeUnits, priceFault, smallestPayable, toStripeUnits } from './payable-money.js';
export * from './payment.events.js';
export { type ServiceName, SERVICES } from './services.js';
export * from './statuses.js';
export { columnsOf, moneyIn, type StoredMoney } from './stored-money.js';
export { decodeEvent, encodeEvent, formatTimestamp, type Origin, type RecordBytes, type WireMessage } from './wire.js';
