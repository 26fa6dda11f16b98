/** @import { Shell, View } from '/js/types.js' */
import { actionsView } from './actions.js';
import { calendarView } from './calendar.js';
import { decisionsView } from './decisions.js';
import { demandView } from './demand.js';
import { fleetView } from './fleet.js';
import { orderTimelineView } from './order-timeline.js';
import { ordersView } from './orders.js';
import { owedView } from './owed.js';
import { refundsView } from './refunds.js';
import { servicesView } from './services.js';
import { stuckView } from './stuck.js';
import { todayView } from './today.js';
import { vehiclesView } from './vehicles.js';

/** @type {Record<string, (shell: Shell) => View>} */
const views = {
  orders: ordersView,
  calendar: calendarView,
  today: todayView,
  stuck: stuckView,
  decisions: decisionsView,
  owed: owedView,
  refunds: refundsView,
  fleet: fleetView,
  vehicles: vehiclesView,
  demand: demandView,
  actions: actionsView,
  services: servicesView,
};

/** The view of an address: `#/orders/7` is the timeline of order 7. @param {string} hash @param {Shell} shell @returns {View} */
export function viewOf(hash, shell) {
  const [, name = 'orders', id] = hash.split('/');
  const isOrder = name === 'orders' && /^[1-9]\d{0,9}$/.test(id ?? '');
  return isOrder ? orderTimelineView(shell, Number(id)) : (views[name] ?? ordersView)(shell);
}
