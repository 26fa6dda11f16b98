import { Module } from '@nestjs/common';
import { CarsController } from '../cars/cars.controller.js';
import { CarsService } from '../cars/cars.service.js';
import { OperatorOrdersController } from '../operator/operator-orders.controller.js';
import { OperatorOrdersQueries } from '../operator/operator-orders.queries.js';
import { OrdersController } from './orders.controller.js';
import { OrdersMetrics } from './orders.metrics.js';
import { OrdersQueries } from './orders.queries.js';
import { OrdersRetention } from './orders.retention.js';
import { OrdersSaga } from './orders.saga.js';
import { OrdersService } from './orders.service.js';
import { OrdersSweeper } from './orders.sweeper.js';
import { PaymentClient } from './payment.client.js';

@Module({
  controllers: [OrdersController, CarsController, OperatorOrdersController],
  providers: [
    OperatorOrdersQueries,
    OrdersService,
    OrdersSaga,
    OrdersSweeper,
    OrdersRetention,
    OrdersMetrics,
    OrdersQueries,
    CarsService,
    PaymentClient,
  ],
})
export class OrdersModule {}
