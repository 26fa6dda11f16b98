import type { Schema } from '@carshare/persistence';
import { OperatorAction } from './operator-action.entity.js';

/** The tables of this library in each service's database. Messaging's migration creates them. */
export const operationsSchema: Schema = { entities: [OperatorAction], migrations: [] };
