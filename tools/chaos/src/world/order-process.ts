import { Principal } from '@carshare/service-kit';
import { PlaceOrder } from '../../../../apps/order/src/orders/order.dto.js';
import { OpeningService } from '../../../../apps/order/src/orders/opening.service.js';
import { OrdersController } from '../../../../apps/order/src/orders/orders.controller.js';
import { BookingsQueries } from '../../../../apps/order/src/bookings/bookings.queries.js';
import { BookingsService } from '../../../../apps/order/src/bookings/bookings.service.js';
import { AdjustmentsClient } from '../../../../apps/order/src/adjustments/adjustments.client.js';
import { AdjustmentsQueries } from '../../../../apps/order/src/adjustments/adjustments.queries.js';
import { ExtensionClaims } from '../../../../apps/order/src/adjustments/extension-claims.js';
import { ExtendOrder } from '../../../../apps/order/src/extensions/extension.dto.js';
import { ExtensionsController } from '../../../../apps/order/src/extensions/extensions.controller.js';
import { ExtensionsSaga } from '../../../../apps/order/src/extensions/extensions.saga.js';
import { ExtensionsService } from '../../../../apps/order/src/extensions/extensions.service.js';
import { ExtensionsSweeper } from '../../../../apps/order/src/extensions/extensions.sweeper.js';
import { AdjustedService } from '../../../../apps/order/src/settlement/adjusted.service.js';
import { OwedController } from '../../../../apps/order/src/settlement/owed.controller.js';
import { WaiveOwed } from '../../../../apps/order/src/settlement/owed.dto.js';
import { SettlementSaga } from '../../../../apps/order/src/settlement/settlement.saga.js';
import { SettlementService } from '../../../../apps/order/src/settlement/settlement.service.js';
import { SettlementSweeper } from '../../../../apps/order/src/settlement/settlement.sweeper.js';
import { BlocksService } from '../../../../apps/order/src/dispatch/blocks.service.js';
import { MoveBooking, NewBlock } from '../../../../apps/order/src/dispatch/dispatch.dto.js';
import { DispatchController } from '../../../../apps/order/src/dispatch/dispatch.controller.js';
import { DisplacementsService } from '../../../../apps/order/src/dispatch/displacements.service.js';
import { LatenessSweeper } from '../../../../apps/order/src/dispatch/lateness.sweeper.js';
import { ReassignmentsService } from '../../../../apps/order/src/dispatch/reassignments.service.js';
import { readExpectedFee } from '../../../../apps/order/src/orders/expected-fee.js';
import { OrdersQueries } from '../../../../apps/order/src/orders/orders.queries.js';
import { OrdersSaga } from '../../../../apps/order/src/orders/orders.saga.js';
import { OrdersService } from '../../../../apps/order/src/orders/orders.service.js';
import { OrdersSweeper } from '../../../../apps/order/src/orders/orders.sweeper.js';
import { PaymentClient } from '../../../../apps/order/src/orders/payment.client.js';
import { StockReservationsService } from '../../../../apps/order/src/orders/stock-reservations.service.js';
import type { Handler } from './network.js';
import { orderConfig } from './rentals.js';
import { OPERATOR, plumbingOf, REPLY, unserved, validated } from './plumbing.js';
import type { Birth } from './world.js';

/** Constructs the classes of the order service as its modules do, and starts it. */
export function startOrder(birth: Birth): Handler {
  const plumbing = plumbingOf(birth);
  const { unitOfWork, outbox, reader } = plumbing;
  const config = orderConfig();
  const bookings = new BookingsService(config);
  const claims = new ExtensionClaims(config);
  const opening = new OpeningService(unitOfWork, reader, bookings, new StockReservationsService(unitOfWork));
  const service = new OrdersService(unitOfWork, outbox, bookings, claims);
  const bookingsQueries = new BookingsQueries(reader, undefined as never);
  const saga = new OrdersSaga(opening, service, new PaymentClient(config), bookingsQueries, reader);
  const queries = new OrdersQueries(undefined as never, bookingsQueries, new AdjustmentsQueries(reader));
  const controller = new OrdersController(saga, service, queries);
  const payment = new AdjustmentsClient(config);
  const extensionsService = new ExtensionsService(unitOfWork, outbox, claims, config);
  const extensionsSaga = new ExtensionsSaga(extensionsService, payment, reader);
  const extensions = new ExtensionsController(extensionsSaga, undefined as never);
  const settlements = new SettlementService(unitOfWork, outbox);
  const settlementSaga = new SettlementSaga(settlements, payment, reader);
  const adjusted = new AdjustedService(settlements, extensionsService);
  const owed = new OwedController(undefined as never, settlementSaga, settlements, adjusted);
  plumbing.start(controller, owed);
  new ExtensionsSweeper(extensionsSaga, unitOfWork, reader).onApplicationBootstrap();
  new SettlementSweeper(settlementSaga, unitOfWork, reader).onApplicationBootstrap();
  new OrdersSweeper(saga, unitOfWork, reader).onApplicationBootstrap();
  new LatenessSweeper(unitOfWork, outbox, reader, config).onApplicationBootstrap();
  const moves = new ReassignmentsService(unitOfWork, outbox, bookings);
  const blocks = new BlocksService(unitOfWork, new DisplacementsService(outbox, moves));
  const dispatch = new DispatchController(blocks, undefined as never, moves, queries);
  return async (request) => {
    const { method, path, key, body, customer = '' } = request;
    const caller = new Principal(customer, new Set());
    const [, owing, step] = /^\/operator\/order\/owed\/(\d+)\/(\w+)$/.exec(path) ?? [];
    if (step === 'retry') return { status: 200, body: await owed.retry(Number(owing), OPERATOR) };
    if (step === 'waive') {
      return { status: 200, body: await owed.waive(Number(owing), await validated(WaiveOwed, body), OPERATOR) };
    }
    const [, id, what] = /^\/(?:vehicles|orders|blocks)\/(\d+)(?:\/(\w+))?$/.exec(path) ?? [];
    if (what === 'extensions') {
      const asked = await validated(ExtendOrder, body);
      return { status: 201, body: await extensions.extend(Number(id), asked, caller, key) };
    }
    if (what === 'blocks') {
      return { status: 201, body: await dispatch.block(Number(id), await validated(NewBlock, body), OPERATOR, REPLY) };
    }
    if (what === 'vehicle') {
      return { status: 200, body: await dispatch.move(Number(id), await validated(MoveBooking, body), OPERATOR) };
    }
    if (method === 'DELETE' && path.startsWith('/blocks/')) {
      await dispatch.unblock(Number(id), OPERATOR);
      return { status: 204, body: {} };
    }
    if (method === 'DELETE') {
      const { pathname, searchParams } = new URL(path, 'http://order');
      const fee = readExpectedFee(Object.fromEntries(searchParams));
      return { status: 202, body: await controller.cancel(Number(pathname.split('/')[2]), caller, fee) };
    }
    if (path !== '/orders') return unserved(request);
    return { status: 201, body: await controller.place(await validated(PlaceOrder, body), caller, key, 'en', REPLY) };
  };
}
