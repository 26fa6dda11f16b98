import { announce } from './dom.js';
import { t, time } from './i18n.js';

/** The mark in the header: whether what the page shows is live, and as of when. */
let state = 'connecting';
let asOf = '';
/** The shop's clock minus this machine's, so that the mark keeps the shop's time. */
let ahead = 0;

export function drawMark() {
  const mark = document.getElementById('live');
  mark.dataset.state = state;
  mark.hidden = state === 'out';
  const words = { connecting: t('live.connecting'), on: t('live.on'), off: t('live.off') };
  mark.querySelector('.live-state').textContent = words[state];
  const when = asOf && t('live.asOf', { time: time(asOf) });
  mark.querySelector('.live-time').textContent = [when, state === 'off' && t('live.retry')].filter(Boolean).join(' · ');
}

/** @param {string} serverTime the shop's time at which everything shown was true */
export function liveOn(serverTime) {
  ahead = Date.parse(serverTime) - Date.now() || 0;
  if (state === 'off') announce(t('live.back'));
  state = 'on';
  stillAlive();
}

export function stillAlive() {
  if (state !== 'on') return;
  asOf = new Date(Date.now() + ahead).toISOString();
  drawMark();
}

export function liveConnecting() {
  state = 'connecting';
  drawMark();
}

/** Nobody is signed in: nothing is shown that could be live. */
export function liveOut() {
  state = 'out';
  drawMark();
}

export function liveOff() {
  if (state === 'on') announce(t('live.lost', { time: time(asOf) }));
  state = 'off';
  drawMark();
}
