/** @import { Entered } from './period.js' */
import { h } from './dom.js';
import { offsetText, t } from './i18n.js';
import { toLocal } from './period.js';

/**
 * What a change of the clocks makes of an entered time: a sentence when it does not exist, a choice when it occurs twice.
 * @param {{ name: string, local: string, time: Entered | undefined, zone: string, isLater: boolean, choose: (isLater: boolean) =>
 *   void }} options `local`: the value of the input; `isLater`: whether the second of two instants is chosen
 * @returns {(Node | string)[]}
 */
export function clockNote({ name, local, time, zone, isLater, choose }) {
  if (!time) return [];
  const { instants, skipped } = time;
  if (skipped) return [t('when.skipped', { time: toLocal(instants[0] ?? NaN, zone).slice(11) })];
  if (instants.length < 2) return [];
  const choices = instants.map((at, index) => {
    const onchange = () => choose(index > 0);
    const radio = h('input', { type: 'radio', name: `${name}-fold`, checked: isLater === index > 0, onchange });
    return h('label', { class: 'fold' }, radio, offsetText(at));
  });
  const legend = h('legend', {}, t('when.twice', { time: local.slice(11, 16) }));
  return [h('fieldset', { class: 'folds' }, legend, ...choices)];
}
