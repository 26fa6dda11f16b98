import { contractOf } from '@carshare/events';
import { MessagingModule, messagingSchema } from '@carshare/messaging';
import { OperationsModule, operationsSchema, type OwnRecords } from '@carshare/operations';
import type { Schema } from '@carshare/persistence';
import { ServiceKitModule } from '@carshare/service-kit';
import { Module, type DynamicModule } from '@nestjs/common';
import { OrderConfig } from './app.config.js';
import { CreateOrders1764000000001 } from './migrations/1-create-orders.js';
import { IndexOrders1764000000002 } from './migrations/2-index-orders.js';
import { StoreMinorUnits1764200000003 } from './migrations/3-store-minor-units.js';
import { CreateVehicles1764400000004 } from './migrations/4-create-vehicles.js';
import { PlanTheDay1764500000005 } from './migrations/5-plan-the-day.js';
import { BlockVehicles1764600000006 } from './migrations/6-block-vehicles.js';
import { AdjustRentals1764700000007 } from './migrations/7-adjust-rentals.js';
import { Adjustment } from './adjustments/adjustment.entity.js';
import { OwedAmount } from './adjustments/owed-amount.entity.js';
import { Settlement } from './adjustments/settlement.entity.js';
import { PublishFeeds1764900000009 } from './migrations/9-publish-feeds.js';
import { KeepMails1764800000008 } from './migrations/8-keep-mails.js';
import { Booking } from './bookings/booking.entity.js';
import { CalendarFeed } from './calendars/calendar-feed.entity.js';
import { CalendarsModule } from './calendars/calendars.module.js';
import { Car } from './cars/car.entity.js';
import { DispatchModule } from './dispatch/dispatch.module.js';
import { ExtensionsModule } from './extensions/extensions.module.js';
import { FleetModule } from './fleet/fleet.module.js';
import { GbfsModule } from './gbfs/gbfs.module.js';
import { MailContact } from './mails/mail-contact.entity.js';
import { MailToken } from './mails/mail-token.entity.js';
import { Mail } from './mails/mail.entity.js';
import { mailRecords } from './mails/mails.records.js';
import { OperatorModule } from './operator/operator.module.js';
import { Order } from './orders/order.entity.js';
import { orderRecords } from './orders/order.records.js';
import { OrdersModule } from './orders/orders.module.js';
import { Block } from './vehicles/block.entity.js';
import { SettlementModule } from './settlement/settlement.module.js';
import { Occupation } from './vehicles/occupation.entity.js';
import { Vehicle } from './vehicles/vehicle.entity.js';
import { VehiclesModule } from './vehicles/vehicles.module.js';

export const schema: Schema = {
  entities: [
    Order,
    Car,
    Vehicle,
    Occupation,
    Block,
    Booking,
    Adjustment,
    Settlement,
    OwedAmount,
    CalendarFeed,
    Mail,
    MailContact,
    MailToken,
    ...messagingSchema.entities,
    ...operationsSchema.entities,
  ],
  migrations: [
    ...messagingSchema.migrations,
    ...operationsSchema.migrations,
    CreateOrders1764000000001,
    IndexOrders1764000000002,
    StoreMinorUnits1764200000003,
    CreateVehicles1764400000004,
    PlanTheDay1764500000005,
    BlockVehicles1764600000006,
    AdjustRentals1764700000007,
    KeepMails1764800000008,
    PublishFeeds1764900000009,
  ],
};

/** What the operator console shows of an order: the order itself first. */
const allRecords: OwnRecords = async (reader, orderId) => [
  ...(await orderRecords(reader, orderId)),
  ...(await mailRecords(reader, orderId)),
];

/** Takes orders: an order is established only when it is paid. */
@Module({})
export class AppModule {
  static with(config: OrderConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ServiceKitModule.with(config, schema),
        MessagingModule.forRoot(contractOf('order')),
        OperationsModule.with({ service: config.service, group: contractOf('order').group, records: allRecords }),
        OrdersModule,
        ExtensionsModule,
        SettlementModule,
        FleetModule,
        VehiclesModule,
        DispatchModule,
        OperatorModule,
        GbfsModule,
        CalendarsModule,
      ],
    };
  }
}
