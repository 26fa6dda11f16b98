export { OperatorAction } from './operator-action.entity.js';
export { Operations } from './operations.service.js';
export { Retention } from './retention.js';
