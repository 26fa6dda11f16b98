import type { Schema } from '@carshare/persistence';
import { OperatorAction } from './operator-action.entity.js';

/** What operations stores in each service's database; spread into the service's schema. The migration of messaging creates the table. */
export const operationsSchema: Schema = { entities: [OperatorAction], migrations: [] };
