export { type Call, Counterpart, type Reply } from './counterpart.js';
export { allEngines, type Engine, engines, serversOf, type TestDatabase } from './databases.js';
export { eventually } from './eventually.js';
export { membersOutsideFingerprint } from './fingerprint.js';
export { httpBreaks, type HttpContract, httpContractOf, isWidened } from './http-contract.js';
export { type Claims, Issuer } from './issuer.js';
export { checkPublishedApi } from './published-api.js';
export { MigrationTrial } from './migration-trial.js';
export { QueryPlans } from './query-plans.js';
export { requestFaults, requestOf } from './requests.js';
export { type Answer, RunningService, type ServiceParts } from './running-service.js';
export { type Ending, runToEnd } from './service-process.js';
export {
  eventsOf,
  foreign,
  original,
  type PublishedEvent,
  raw,
  readHistory,
  SPRING_HEADERS,
  timestamp,
} from './shop-events.js';
export { compareTexts, type TextComparison } from './text-columns.js';
export { Wire } from './wire.js';
