import { announce, byId } from './dom.js';
import { t, time } from './i18n.js';

/** The mark in the header: whether the content is live, and its time. */
/** @type {'connecting' | 'on' | 'behind' | 'off' | 'out'} */
let state = 'connecting';
let asOf = '';
let behind = 0;
/** The server's clock minus this machine's, so that the mark shows the server's time. */
let ahead = 0;

export function drawMark() {
  const mark = byId('live');
  mark.dataset.state = state;
  mark.hidden = state === 'out';
  const words = {
    connecting: t('live.connecting'),
    on: t('live.on'),
    behind: lateness(),
    off: t('live.off'),
    out: '',
  };
  const when = asOf && t('live.asOf', { time: time(asOf) });
  part(mark, '.live-state').textContent = words[state];
  part(mark, '.live-time').textContent = [when, state === 'off' && t('live.retry')].filter(Boolean).join(' · ');
}

/** @param {Element} mark @param {string} selector */
const part = (mark, selector) => /** @type {Element} */ (mark.querySelector(selector));

/** How far the rentals are behind, as text. */
function lateness() {
  return behind < 120 ? t('live.behind', { n: behind }) : t('live.behindMinutes', { n: Math.floor(behind / 60) });
}

/**
 * The stream is open.
 * @param {string} serverTime the shop's time now
 * @param {number} [secondsBehind] how far the rentals are behind the events; 0 when they are up to date
 */
export function liveOn(serverTime, secondsBehind = 0) {
  const before = state;
  behind = secondsBehind;
  state = behind > 0 ? 'behind' : 'on';
  ahead = Date.parse(serverTime) - Date.now() || 0;
  asOf = new Date(Date.now() + ahead - behind * 1000).toISOString();
  if (state === 'behind' && before !== 'behind') announce(lateness());
  if (state === 'on' && (before === 'off' || before === 'behind')) announce(t('live.back'));
  drawMark();
}

/** A message arrived on the stream. */
export function stillAlive() {
  if (state !== 'on') return;
  asOf = new Date(Date.now() + ahead).toISOString();
  drawMark();
}

export function liveConnecting() {
  state = 'connecting';
  drawMark();
}

/** Without a sign-in the page shows nothing live. */
export function liveOut() {
  state = 'out';
  drawMark();
}

export function liveOff() {
  if (state === 'on' || state === 'behind') announce(t('live.lost', { time: time(asOf) }));
  state = 'off';
  drawMark();
}
