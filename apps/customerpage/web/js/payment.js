import { h } from './dom.js';
import { t } from './i18n.js';

/** @import { Config, TestCard } from './types.js' */

/**
 * The name of a test card: in the customer's language when it is known, otherwise as the server names it.
 * @param {TestCard} card
 * @returns {[string, string]}
 */
function cardName({ value, label }) {
  const key = `card.${value}`;
  return t(key) === key ? [label ?? value, ''] : [t(key), t(`${key}.note`)];
}

/**
 * The payment part of the dialog: the simulator's test cards, or the name of the payment provider.
 * @param {Config} config
 * @param {string} [chosen]
 */
export function paymentStep(config, chosen) {
  const cards = config.testCards;
  const title = h('legend', {}, t('order.payment'));
  if (!config.provider) return false;
  if (!cards.length) {
    return h(
      'fieldset',
      { class: 'payment' },
      title,
      h('p', { class: 'hint' }, t('order.noCards', { provider: config.provider })),
    );
  }
  const choices = cards.map((card, at) => {
    const [name, note] = cardName(card);
    const checked = chosen ? card.value === chosen : at === 0;
    return h(
      'label',
      { class: 'choice' },
      h('input', { type: 'radio', name: 'paymentMethod', value: card.value, checked }),
      h('span', {}, h('strong', {}, name), note && h('small', {}, note)),
    );
  });
  const hint = config.provider === 'simulator' && h('p', { class: 'hint' }, t('order.simulator'));
  return h('fieldset', { class: 'payment' }, title, hint, h('div', { class: 'choices' }, ...choices));
}
