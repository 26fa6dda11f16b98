import { contractOf } from '@carshare/events';
import { MessagingModule, messagingSchema } from '@carshare/messaging';
import { OperationsModule, operationsSchema } from '@carshare/operations';
import type { Schema } from '@carshare/persistence';
import { ServiceKitModule } from '@carshare/service-kit';
import { Module, type DynamicModule } from '@nestjs/common';
import { CustomerpageConfig } from './app.config.js';
import { Customerpage } from './customerpages/customerpage.entity.js';
import { CustomerpagesModule } from './customerpages/customerpages.module.js';
import { customerpageRecords } from './customerpages/customerpage.records.js';
import { PageChange } from './customerpages/page-change.entity.js';
import { CreateCustomerpages1764000000001 } from './migrations/1-create-customerpages.js';
import { CreateCustomerpageChanges1764000000201 } from './migrations/2-create-customerpage-changes.js';
import { StoreMinorUnits1764200000003 } from './migrations/3-store-minor-units.js';
import { FollowBookings1764500000004 } from './migrations/4-follow-bookings.js';
import { FollowChanges1764600000005 } from './migrations/5-follow-changes.js';
import { DropTouchedIndex1764700000006 } from './migrations/6-drop-touched-index.js';

export const schema: Schema = {
  entities: [Customerpage, PageChange, ...messagingSchema.entities, ...operationsSchema.entities],
  migrations: [
    ...messagingSchema.migrations,
    ...operationsSchema.migrations,
    CreateCustomerpages1764000000001,
    CreateCustomerpageChanges1764000000201,
    StoreMinorUnits1764200000003,
    FollowBookings1764500000004,
    FollowChanges1764600000005,
    DropTouchedIndex1764700000006,
  ],
};

/** Shows customers their rentals: a read model that every event feeds. */
@Module({})
export class AppModule {
  static with(config: CustomerpageConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ServiceKitModule.with(config, schema),
        MessagingModule.forRoot(contractOf('customerpage')),
        OperationsModule.with({
          service: config.service,
          group: contractOf('customerpage').group,
          records: customerpageRecords,
        }),
        CustomerpagesModule,
      ],
    };
  }
}
