/** @import { Shell, Reported, View } from '/js/types.js' */
import './words.js';
import { dropAnswers, getConfig } from '/js/api.js';
import { byId, find, h } from '/js/dom.js';
import { startI18n, t } from '/js/i18n.js';
import { drawMark, liveConnecting, liveOff, liveOn, liveOut } from '/js/mark.js';
import { recall, remember } from '/js/memory.js';
import { kindOfError } from '/js/problem.js';
import { drawAccount, openSignIn } from '/js/signin.js';
import { askAll, getReport } from './api.js';
import { drawBadges } from './badges.js';
import { nothing } from './table.js';
import { loadFailure, showTrouble } from './trouble.js';
import { viewOf } from './views.js';
import { countWork } from './work-api.js';

/** How often the view is read again while the page is visible, in milliseconds. */
const every = 3_000;
const config = { identity: false };
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
let view = viewOf('', shell);

async function readReports() {
  reports = await askAll(getReport);
  return reports;
}

function open() {
  view = viewOf(location.hash, shell);
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
  // On a narrow screen the row of tabs scrolls.
  find(document, '[aria-current="page"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** Reads the view and the badges; an answer that arrives after a newer request started is dropped. */
async function refresh() {
  clearTimeout(timer);
  const mine = (round += 1);
  if (config.identity && !recall('token')) return out('unauthorized');
  try {
    const [, data, work] = await Promise.all([readReports(), view.read(), countWork()]);
    if (mine !== round) return;
    const fresh = view.tab === 'services' ? reports : data;
    lastData = fresh;
    view.draw(/** @type {never} */ (fresh));
    drawBadges(reports, work);
    liveOn(new Date().toISOString());
  } catch (error) {
    if (mine !== round) return;
    drawBadges(reports);
    const kind = kindOfError(error);
    if (kind === 'unauthorized' || kind === 'forbidden') return out(kind);
    if (lastData === undefined) byId('view').lastElementChild?.before(loadFailure());
    liveOff();
  }
  if (document.visibilityState === 'visible') timer = setTimeout(() => void refresh(), every);
}

/** Asks for a sign-in: the current user has no access. @param {'unauthorized' | 'forbidden'} kind */
function out(kind) {
  if (kind === 'unauthorized') remember('token', null);
  // Pending answers are for this user.
  round += 1;
  dropAnswers();
  config.identity = true;
  lastData = undefined;
  account();
  liveOut();
  reports = [];
  drawBadges(reports);
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
