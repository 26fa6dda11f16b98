import type { Format } from './format.js';
import type { FactLine, MailFacts } from './mail-facts.js';
import type { MailKind } from './mail-kind.js';
import type { Texts, Wording } from './wording.js';

/** Korean texts. */
export const ko: Texts = {
  write: (kind, facts, format) => WORDINGS[kind](facts, format),
  rentals: '내 대여에서 확인하고 변경하기',
  reason: (orderId) => `주문 ${orderId}에 이 메일 주소가 등록되어 있어 보내 드립니다.`,
  unsubscribe: '이 주문의 메일 그만 받기',
  page: {
    title: '주문 안내 메일',
    question: (orderId) => `주문 ${orderId}에 대한 메일을 그만 받으시겠습니까? 주문은 그대로 유지됩니다.`,
    confirm: '메일 그만 받기',
    done: (orderId) => `이제 주문 ${orderId}에 대한 메일을 보내지 않습니다. 주문은 그대로 유지됩니다.`,
  },
};

const cars = ({ model, qty }: MailFacts): string => (qty === 1 ? model : `${model} ${qty}대`);

function known(facts: MailFacts, { time }: Format): FactLine[] {
  const { orderId, plate, from, to, place } = facts;
  return [
    ['주문 번호', String(orderId)],
    ['차량', cars(facts)],
    ...(plate === null ? [] : [['차량 번호', plate] as const]),
    ...(from === null ? [] : [['시작', time(from)] as const]),
    ...(to === null ? [] : [['종료', time(to)] as const]),
    ...(place === null ? [] : [['장소', place] as const]),
  ];
}

const at = (facts: MailFacts, format: Format, which: 'from' | 'to'): string => {
  const time = facts[which];
  return time === null ? '' : format.time(time);
};

const WORDINGS: Readonly<Record<MailKind, (facts: MailFacts, format: Format) => Wording>> = {
  placed: (facts, format) => ({
    subject: `[주문 ${facts.orderId}] ${cars(facts)} ${facts.from === null ? '주문' : '예약'}이 확정되었습니다`,
    paragraphs: [
      facts.from === null
        ? '주문해 주셔서 감사합니다. 주문과 결제가 완료되었습니다. 차량을 가져다 드리겠습니다.'
        : '예약해 주셔서 감사합니다. 예약과 결제가 완료되었습니다.',
    ],
    facts: [...known(facts, format), ['요금', format.money(facts.total)]],
  }),
  reminder: (facts, format) => ({
    subject: `[주문 ${facts.orderId}] ${facts.model} 대여가 곧 시작됩니다`,
    paragraphs: [
      `대여 시작 시간은 ${at(facts, format, 'from')}입니다.`,
      facts.place === null
        ? '시간에 맞춰 차량을 가져다 드리겠습니다.'
        : `시간에 맞춰 차량을 다음 장소로 가져다 드리겠습니다: ${facts.place}`,
    ],
    facts: known(facts, format),
  }),
  on_its_way: (facts, format) => ({
    subject: `[주문 ${facts.orderId}] ${cars(facts)} 차량이 출발했습니다`,
    paragraphs: [
      facts.place === null ? '차량이 고객님께 가고 있습니다.' : `차량이 다음 장소로 가고 있습니다: ${facts.place}`,
      '차량을 인도받으실 때 운전면허증을 준비해 주세요.',
    ],
    facts: known(facts, format),
  }),
  due_soon: (facts, format) => ({
    subject: `[주문 ${facts.orderId}] ${facts.model} 대여가 곧 끝납니다`,
    paragraphs: [
      `${at(facts, format, 'to')}까지 차량을 반납해 주세요.`,
      '더 오래 이용하고 싶으신가요? 다른 예약이 없으면 내 대여에서 대여를 연장하실 수 있습니다.',
    ],
    facts: known(facts, format),
  }),
  overdue: (facts, format) => ({
    subject: `[주문 ${facts.orderId}] ${facts.model} 차량을 반납해 주세요`,
    paragraphs: [
      `대여가 ${at(facts, format, 'to')}에 끝났지만 차량이 아직 반납되지 않았습니다. 가능한 한 빨리 반납해 주세요.`,
      '차량이 더 필요하시면 내 대여에서 연장을 요청해 보세요. 다음 고객님이 기다리고 있을 수 있으며, 늦은 시간만큼 요금이 청구될 수 있습니다.',
      '이미 반납하셨다면 내 대여에서 반납을 기록하시거나 이 메일에 답장해 주세요.',
    ],
    facts: known(facts, format),
  }),
  extended: (facts, format) => ({
    subject: `[주문 ${facts.orderId}] ${facts.model} 대여가 연장되었습니다`,
    paragraphs: [`대여가 연장되어 ${at(facts, format, 'to')}에 끝납니다. 연장 요금은 결제되었습니다.`],
    facts: [...known(facts, format), ['변경된 총요금', format.money(facts.total)]],
  }),
  returned: (facts, format) => ({
    subject: `[주문 ${facts.orderId}] ${cars(facts)} 대여가 완료되었습니다`,
    paragraphs: [
      '차량이 반납되어 대여가 완료되었습니다. 이용해 주셔서 감사합니다.',
      ...(facts.owed.minorUnits === 0
        ? []
        : [
            `최종 요금 가운데 카드로 결제되지 않은 금액이 있습니다: ${format.money(facts.owed)}. 궁금한 점이 있으시면 이 메일에 답장해 주세요.`,
          ]),
    ],
    facts: [
      ...known(facts, format),
      ['최종 요금', format.money(facts.total)],
      ...(facts.owed.minorUnits === 0 ? [] : [['미결제 금액', format.money(facts.owed)] as const]),
    ],
  }),
  refunded: (facts, format) => {
    const refund = facts.total.minus(facts.fee);
    const fee = format.money(facts.fee);
    return {
      subject: `[주문 ${facts.orderId}] ${cars(facts)} 주문이 취소되었습니다`,
      paragraphs: [
        facts.fee.minorUnits === 0
          ? `주문이 취소되었습니다. 전액(${format.money(refund)})을 결제하신 카드로 환불해 드렸습니다.`
          : refund.minorUnits === 0
            ? `주문이 취소되었습니다. 취소 수수료(${fee})가 전체 요금과 같아 환불 금액이 없습니다.`
            : `주문이 취소되었습니다. 취소 수수료(${fee})를 뺀 나머지 금액(${format.money(refund)})을 결제하신 카드로 환불해 드렸습니다.`,
        ...(refund.minorUnits === 0 ? [] : ['은행에 따라 확인까지 며칠 걸릴 수 있습니다.']),
      ],
      facts: [
        ...known(facts, format),
        ['요금', format.money(facts.total)],
        ...(facts.fee.minorUnits === 0 ? [] : [['취소 수수료', fee] as const]),
        ['환불 금액', format.money(refund)],
      ],
    };
  },
};
