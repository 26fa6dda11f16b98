/** @import { Shell, Reported, View } from '/js/types.js' */
import './words.js';
import { getConfig } from '/js/api.js';
import { byId, find, h } from '/js/dom.js';
import { startI18n, t } from '/js/i18n.js';
import { drawMark, liveConnecting, liveOff, liveOn, liveOut } from '/js/mark.js';
import { recall, remember } from '/js/memory.js';
import { kindOfError } from '/js/problem.js';
import { drawAccount, openSignIn } from '/js/signin.js';
import { askAll, getReport } from './api.js';
import { decisionsView } from './decisions.js';
import { fleetView } from './fleet.js';
import { ordersView } from './orders.js';
import { refundsView } from './refunds.js';
import { servicesView } from './services.js';
import { orderTimelineView } from './order-timeline.js';
import { stuckView } from './stuck.js';
import { nothing } from './table.js';
import { showTrouble } from './trouble.js';
import { countDecisions, countDue } from './work-api.js';

/** How often the view is read again while the page is visible, in milliseconds. */
const every = 3_000;
const config = { identity: false };
/** @type {Record<string, (shell: Shell) => View>} */
const views = {
  orders: ordersView,
  stuck: stuckView,
  decisions: decisionsView,
  refunds: refundsView,
  fleet: fleetView,
  services: servicesView,
};

/** The last report of each service, and the last data of the view. @type {Reported[]} */
let reports = [];
/** @type {unknown} */
let lastData;
let round = 0;
let timer = 0;

/** @type {Shell} */
const shell = {
  refresh: () => void refresh(),
  go: (hash) => {
    location.hash = hash;
  },
  reports: async () => (reports.length ? reports : readReports()),
  signIn: () => signIn(),
  failed: (error) => {
    if (kindOfError(error) === 'unauthorized') signedOut();
  },
};

/** @type {View} */
let view = ordersView(shell);

async function readReports() {
  reports = await askAll(getReport);
  return reports;
}

function open() {
  const [, name = 'orders', id] = location.hash.split('/');
  const isOrder = name === 'orders' && /^[1-9]\d{0,9}$/.test(id ?? '');
  view = isOrder ? orderTimelineView(shell, Number(id)) : (views[name] ?? ordersView)(shell);
  lastData = undefined;
  showTrouble(null);
  frame();
  void refresh();
}

/** Draws what does not depend on data. */
function frame() {
  const place = byId('view');
  const title = h('h1', { class: 'view-title' }, t(view.title, view.params));
  view.frame();
  place.replaceChildren(
    ...(view.params ? [h('h1', { class: 'unseen' }, t(view.title, view.params))] : [title]),
    ...view.nodes,
  );
  document.title = `${t(view.title, view.params)} · ${t('page.title')}`;
  for (const tab of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-tab]'))) {
    if (tab.dataset.tab === view.tab) tab.setAttribute('aria-current', 'page');
    else tab.removeAttribute('aria-current');
  }
}

/** Reads the view and the badges; an answer that arrives after a newer request started is dropped. */
async function refresh() {
  clearTimeout(timer);
  const mine = (round += 1);
  if (config.identity && !recall('token')) return out('unauthorized');
  try {
    const [, data, due, decisions] = await Promise.all([
      readReports(),
      view.read(),
      countDue().catch(() => null),
      countDecisions().catch(() => null),
    ]);
    if (mine !== round) return;
    const fresh = view.tab === 'services' ? reports : data;
    lastData = fresh;
    view.draw(/** @type {never} */ (fresh));
    badges(due, decisions);
    liveOn(new Date().toISOString());
  } catch (error) {
    if (mine !== round) return;
    badges(null);
    const kind = kindOfError(error);
    if (kind === 'unauthorized' || kind === 'forbidden') return out(kind);
    if (lastData === undefined) byId('view').lastElementChild?.before(failure());
    liveOff();
  }
  if (document.visibilityState === 'visible') timer = setTimeout(() => void refresh(), every);
}

function failure() {
  document.querySelector('.failure')?.remove();
  return h('p', { class: 'note failure', role: 'status' }, t('operator.failed'));
}

/** Shows beside each tab the number of open items. @param {number | null} due @param {number | null} decisions */
function badges(due, decisions = null) {
  const answers = reports.flatMap(({ answer }) => (answer ? [answer] : []));
  const counts = {
    orders: due,
    decisions,
    stuck: answers.reduce((sum, { parked, dead }) => sum + (parked ?? 0) + (dead ?? 0), 0),
    services: reports.filter(({ answer }) => !answer?.ready).length,
  };
  for (const [tab, count] of Object.entries(counts)) {
    const badge = find(document, `[data-tab="${tab}"] .count`);
    if (!badge) continue;
    badge.hidden = !count;
    badge.textContent = String(count ?? '');
  }
}

/** Asks for a sign-in: the current user has no access. @param {'unauthorized' | 'forbidden'} kind */
function out(kind) {
  if (kind === 'unauthorized') remember('token', null);
  config.identity = true;
  lastData = undefined;
  account();
  liveOut();
  reports = [];
  badges(null);
  byId('view').replaceChildren(
    h('h1', { class: 'view-title' }, t('operator.name')),
    nothing(t(`operator.out.${kind}`), t(`operator.out.${kind}Text`)),
  );
}

const signedOut = () => out('unauthorized');
const account = () => drawAccount({ needed: config.identity, signIn, signOut });
const signIn = () =>
  openSignIn(() => {
    account();
    liveConnecting();
    open();
  });

function signOut() {
  remember('token', null);
  config.identity = true;
  account();
  signedOut();
}

startI18n(() => {
  account();
  drawMark();
  if (config.identity && !recall('token')) return signedOut();
  frame();
  if (lastData !== undefined) view.draw(/** @type {never} */ (lastData));
});
addEventListener('hashchange', () => {
  open();
  byId('view').focus({ preventScroll: true });
  scrollTo(0, 0);
});
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void refresh());
addEventListener('online', () => void refresh());
drawMark();
config.identity = (await getConfig().catch(() => ({ identity: false }))).identity;
account();
open();
