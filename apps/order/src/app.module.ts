import { contractOf } from '@carshare/events';
import { MessagingModule, messagingSchema } from '@carshare/messaging';
import { OperationsModule, operationsSchema } from '@carshare/operations';
import type { Schema } from '@carshare/persistence';
import { ServiceKitModule } from '@carshare/service-kit';
import { Module, type DynamicModule } from '@nestjs/common';
import { OrderConfig } from './app.config.js';
import { CreateOrders1764000000001 } from './migrations/1-create-orders.js';
import { IndexOrders1764000000002 } from './migrations/2-index-orders.js';
import { StoreMinorUnits1764200000003 } from './migrations/3-store-minor-units.js';
import { Car } from './cars/car.entity.js';
import { Order } from './orders/order.entity.js';
import { OrdersModule } from './orders/orders.module.js';
import { orderRecords } from './orders/order.records.js';

export const schema: Schema = {
  entities: [Order, Car, ...messagingSchema.entities, ...operationsSchema.entities],
  migrations: [
    ...messagingSchema.migrations,
    CreateOrders1764000000001,
    IndexOrders1764000000002,
    StoreMinorUnits1764200000003,
  ],
};

/** Takes orders: an order is established only when it is paid. */
@Module({})
export class AppModule {
  static with(config: OrderConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ServiceKitModule.with(config, schema),
        MessagingModule.forRoot(contractOf('order')),
        OperationsModule.with({ service: config.service, group: contractOf('order').group, records: orderRecords }),
        OrdersModule,
      ],
    };
  }
}
