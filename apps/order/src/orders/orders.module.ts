import { Module } from '@nestjs/common';
import { AdjustmentsModule } from '../adjustments/adjustments.module.js';
import { BookingsModule } from '../bookings/bookings.module.js';
import { DemandModule } from '../demand/demand.module.js';
import { MailsModule } from '../mails/mails.module.js';
import { OpeningService } from './opening.service.js';
import { OrdersController } from './orders.controller.js';
import { OrdersMetrics } from './orders.metrics.js';
import { OrdersQueries } from './orders.queries.js';
import { OrdersRetention } from './orders.retention.js';
import { OrdersSaga } from './orders.saga.js';
import { OrdersService } from './orders.service.js';
import { OrdersSweeper } from './orders.sweeper.js';
import { PaymentClient } from './payment.client.js';
import { StockReservationsService } from './stock-reservations.service.js';

@Module({
  imports: [BookingsModule, AdjustmentsModule, DemandModule, MailsModule],
  controllers: [OrdersController],
  providers: [
    OpeningService,
    StockReservationsService,
    OrdersService,
    OrdersSaga,
    OrdersSweeper,
    OrdersRetention,
    OrdersMetrics,
    OrdersQueries,
    PaymentClient,
  ],
  exports: [OrdersService, OrdersQueries],
})
export class OrdersModule {}
