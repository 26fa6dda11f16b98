import { contractOf } from '@carshare/events';
import { MessagingModule, messagingSchema } from '@carshare/messaging';
import { OperationsModule, operationsSchema } from '@carshare/operations';
import type { Schema } from '@carshare/persistence';
import { ServiceKitModule } from '@carshare/service-kit';
import { Module, type DynamicModule } from '@nestjs/common';
import { DeliveryConfig } from './app.config.js';
import { BookingChange } from './deliveries/booking-change.entity.js';
import { Cancellation } from './deliveries/cancellation.entity.js';
import { DeliveriesModule } from './deliveries/deliveries.module.js';
import { Delivery } from './deliveries/delivery.entity.js';
import { CreateDeliveries1764000000001 } from './migrations/1-create-deliveries.js';
import { ScheduleDeliveries1764300000002 } from './migrations/2-schedule-deliveries.js';
import { RecordHandovers1764500000003 } from './migrations/3-record-handovers.js';
import { ChangeBookings1764700000004 } from './migrations/4-change-bookings.js';
import { deliveryRecords } from './deliveries/delivery.records.js';

export const schema: Schema = {
  entities: [Delivery, Cancellation, BookingChange, ...messagingSchema.entities, ...operationsSchema.entities],
  migrations: [
    ...messagingSchema.migrations,
    ...operationsSchema.migrations,
    CreateDeliveries1764000000001,
    ScheduleDeliveries1764300000002,
    RecordHandovers1764500000003,
    ChangeBookings1764700000004,
  ],
};

/** Ships the car of a paid order, a booking's before its start, records its hand-over and return, and cancels the delivery when the order is cancelled. */
@Module({})
export class AppModule {
  static with(config: DeliveryConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ServiceKitModule.with(config, schema),
        MessagingModule.forRoot(contractOf('delivery')),
        OperationsModule.with({
          service: config.service,
          group: contractOf('delivery').group,
          records: deliveryRecords,
        }),
        DeliveriesModule,
      ],
    };
  }
}
