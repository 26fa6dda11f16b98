import { Module } from '@nestjs/common';
import { BookingsQueries } from '../bookings/bookings.queries.js';
import { BookingsService } from '../bookings/bookings.service.js';
import { PlaceRetention } from '../bookings/place-retention.js';
import { CarsQueries } from '../cars/cars.queries.js';
import { CarsService } from '../cars/cars.service.js';
import { FleetController } from '../fleet/fleet.controller.js';
import { FleetQueries } from '../fleet/fleet.queries.js';
import { VehiclesController } from '../vehicles/vehicles.controller.js';
import { VehiclesQueries } from '../vehicles/vehicles.queries.js';
import { VehiclesService } from '../vehicles/vehicles.service.js';
import { UnmetDemandQueries } from '../demand/unmet-demand.queries.js';
import { UnmetDemand } from '../demand/unmet-demand.js';
import { AgendaQueries } from '../operator/agenda.queries.js';
import { OperatorOrdersController } from '../operator/operator-orders.controller.js';
import { OperatorOrdersQueries } from '../operator/operator-orders.queries.js';
import { PlanningController } from '../operator/planning.controller.js';
import { OrdersController } from './orders.controller.js';
import { OrdersMetrics } from './orders.metrics.js';
import { OrdersQueries } from './orders.queries.js';
import { OrdersRetention } from './orders.retention.js';
import { OrdersSaga } from './orders.saga.js';
import { OrdersService } from './orders.service.js';
import { OrdersSweeper } from './orders.sweeper.js';
import { PaymentClient } from './payment.client.js';

@Module({
  controllers: [OrdersController, FleetController, VehiclesController, OperatorOrdersController, PlanningController],
  providers: [
    OperatorOrdersQueries,
    AgendaQueries,
    UnmetDemand,
    UnmetDemandQueries,
    OrdersService,
    OrdersSaga,
    OrdersSweeper,
    OrdersRetention,
    OrdersMetrics,
    OrdersQueries,
    CarsService,
    CarsQueries,
    FleetQueries,
    VehiclesService,
    VehiclesQueries,
    BookingsService,
    BookingsQueries,
    PlaceRetention,
    PaymentClient,
  ],
})
export class OrdersModule {}
