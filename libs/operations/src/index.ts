export { Operations } from './operations.service.js';
export { OperatorAction, type DoneAction } from './operator-action.entity.js';
export { recordAction } from './record-action.js';
export type { OwnRecords } from './order-timeline.js';
export { OwnRecordView } from './report.dto.js';
export { OperationsModule, type OperationsOptions } from './operations.module.js';
export { operationsSchema } from './schema.js';
