import type { Format } from './format.js';
import type { FactLine, MailFacts } from './mail-facts.js';
import type { MailKind } from './mail-kind.js';
import type { Texts, Wording } from './wording.js';

/** English texts. */
export const en: Texts = {
  write: (kind, facts, format) => WORDINGS[kind](facts, format),
  rentals: 'See and change this rental under My rentals',
  reason: (orderId) => `You get this mail because your address was given for order ${orderId}.`,
  unsubscribe: 'Stop the mails about this order',
  page: {
    title: 'Mails about your order',
    question: (orderId) => `Do you want no more mails about order ${orderId}? The order itself does not change.`,
    confirm: 'Stop the mails',
    done: (orderId) => `You get no more mails about order ${orderId}. The order itself has not changed.`,
  },
};

const cars = ({ model, qty }: MailFacts): string => (qty === 1 ? model : `${qty} × ${model}`);

function known(facts: MailFacts, { time }: Format): FactLine[] {
  const { orderId, plate, from, to, place } = facts;
  return [
    ['Order', String(orderId)],
    ['Car', cars(facts)],
    ...(plate === null ? [] : [['Licence plate', plate] as const]),
    ...(from === null ? [] : [['Start', time(from)] as const]),
    ...(to === null ? [] : [['End', time(to)] as const]),
    ...(place === null ? [] : [['Place', place] as const]),
  ];
}

const at = (facts: MailFacts, format: Format, which: 'from' | 'to'): string => {
  const time = facts[which];
  return time === null ? '' : format.time(time);
};

const WORDINGS: Readonly<Record<MailKind, (facts: MailFacts, format: Format) => Wording>> = {
  placed: (facts, format) => ({
    subject: `Confirmed: ${cars(facts)}, order ${facts.orderId}`,
    paragraphs: [
      facts.from === null
        ? 'Thank you for your order. It is confirmed and paid. We bring the car to you.'
        : 'Thank you for your booking. It is confirmed and paid.',
    ],
    facts: [...known(facts, format), ['Price', format.money(facts.total)]],
  }),
  reminder: (facts, format) => ({
    subject: `Your rental starts soon: ${facts.model}`,
    paragraphs: [
      `Your rental starts on ${at(facts, format, 'from')}.`,
      facts.place === null ? 'We bring the car to you in time.' : `We bring the car to ${facts.place} in time.`,
    ],
    facts: known(facts, format),
  }),
  on_its_way: (facts, format) => ({
    subject: `On its way: ${cars(facts)}`,
    paragraphs: [
      facts.place === null ? 'Your car is on its way to you.' : `Your car is on its way to ${facts.place}.`,
      'Please have your driving licence with you when you take the car over.',
    ],
    facts: known(facts, format),
  }),
  due_soon: (facts, format) => ({
    subject: `Your rental ends soon: ${facts.model}`,
    paragraphs: [
      `Please return the car by ${at(facts, format, 'to')}.`,
      'Do you need it longer? Under My rentals you can ask to extend the rental, as long as nobody else has booked the car.',
    ],
    facts: known(facts, format),
  }),
  overdue: (facts, format) => ({
    subject: `Please return the car: ${facts.model}`,
    paragraphs: [
      `Your rental ended on ${at(facts, format, 'to')}, and the car is not back yet. Please return it as soon as you can.`,
      'Do you still need it? Try to extend the rental under My rentals. The next customer may be waiting for the car, and late time may be charged.',
      'Have you already returned the car? Then please record the return under My rentals, or reply to this mail.',
    ],
    facts: known(facts, format),
  }),
  extended: (facts, format) => ({
    subject: `Extended: ${facts.model}, order ${facts.orderId}`,
    paragraphs: [`Your rental is extended and now ends on ${at(facts, format, 'to')}. The extension is paid.`],
    facts: [...known(facts, format), ['New total price', format.money(facts.total)]],
  }),
  returned: (facts, format) => ({
    subject: `Your rental is complete: ${cars(facts)}`,
    paragraphs: [
      'The car is back, and your rental is complete. Thank you for driving with us.',
      ...(facts.owed.minorUnits === 0
        ? []
        : [
            `We could not charge ${format.money(facts.owed)} of the final price to your card, so this amount is still to be paid. If you have questions, please reply to this mail.`,
          ]),
    ],
    facts: [
      ...known(facts, format),
      ['Final price', format.money(facts.total)],
      ...(facts.owed.minorUnits === 0 ? [] : [['Still to be paid', format.money(facts.owed)] as const]),
    ],
  }),
  refunded: (facts, format) => {
    const refund = facts.total.minus(facts.fee);
    const fee = format.money(facts.fee);
    return {
      subject: `Cancelled: ${cars(facts)}, order ${facts.orderId}`,
      paragraphs: [
        facts.fee.minorUnits === 0
          ? `Your order is cancelled. We have returned ${format.money(refund)}, the full price, to the card you paid with.`
          : refund.minorUnits === 0
            ? `Your order is cancelled. The cancellation fee of ${fee} is the full price, so no money is returned.`
            : `Your order is cancelled. After the cancellation fee of ${fee} we have returned ${format.money(refund)} to the card you paid with.`,
        ...(refund.minorUnits === 0 ? [] : ['It can take some days until your bank shows it.']),
      ],
      facts: [
        ...known(facts, format),
        ['Price', format.money(facts.total)],
        ...(facts.fee.minorUnits === 0 ? [] : [['Cancellation fee', fee] as const]),
        ['Refund', format.money(refund)],
      ],
    };
  },
};
