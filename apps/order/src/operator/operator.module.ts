import { Module } from '@nestjs/common';
import { BookingsModule } from '../bookings/bookings.module.js';
import { DemandModule } from '../demand/demand.module.js';
import { OrdersModule } from '../orders/orders.module.js';
import { AgendaQueries } from './agenda.queries.js';
import { CalendarQueries } from './calendar.queries.js';
import { OperatorOrdersController } from './operator-orders.controller.js';
import { OperatorOrdersQueries } from './operator-orders.queries.js';
import { PlanningController } from './planning.controller.js';
import { RisksQueries } from './risks.queries.js';

@Module({
  imports: [OrdersModule, BookingsModule, DemandModule],
  controllers: [OperatorOrdersController, PlanningController],
  providers: [OperatorOrdersQueries, AgendaQueries, CalendarQueries, RisksQueries],
})
export class OperatorModule {}
