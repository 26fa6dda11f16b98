export { OwnRecordView } from './desk.dto.js';
export * from './desk.module.js';
export type { OwnRecords } from './story-teller.js';
