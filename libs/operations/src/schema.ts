import type { Schema } from '@carshare/persistence';
import { NameOrders1764000000050 } from './name-orders.migration.js';
import { OperatorAction } from './operator-action.entity.js';

/** What this library keeps in every service's own database; spread into the service's schema after messaging's, which creates the table. */
export const operationsSchema: Schema = { entities: [OperatorAction], migrations: [NameOrders1764000000050] };
