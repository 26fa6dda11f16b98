/** @import { Entry, OwnRecord, Place, ServiceTimeline, Timeline, TimelineAnswer, Trace } from './answer-types.js' */
const dayMs = 86_400_000;
/** Rows that a service stores for an order beside the row of its own state. */
const besides = ['adjustment', 'extension', 'settlement', 'owed', 'mail'];

/** The ids of the events that any service published. @param {TimelineAnswer[]} answers */
export const eventIds = (answers) =>
  answers.flatMap(({ answer }) => (answer?.published ?? []).map((event) => event.eventId));

/** The services that consume an event which any service published. @param {TimelineAnswer[]} answers */
export const consumersIn = (answers) =>
  new Set(answers.flatMap(({ answer }) => (answer?.published ?? []).flatMap(({ consumers = [] }) => consumers)));

/**
 * Merges the services' answers into one timeline.
 * @param {TimelineAnswer[]} answers
 * @param {number} [now] epoch milliseconds
 * @returns {Timeline}
 */
export function mergeTimelines(answers, now = Date.now()) {
  const order = answers.find(({ service }) => service === 'order')?.answer?.records[0];
  const arrived = new Map(
    answers.flatMap(({ service, answer }) =>
      (answer?.received ?? []).map(({ eventId, at }) => /** @type {const} */ ([`${service} ${eventId}`, at])),
    ),
  );
  /** For each service that answers: before this time it may have deleted its inbox rows. */
  const rememberedFrom = new Map(
    answers.flatMap(({ service, answer }) =>
      answer ? [/** @type {const} */ ([service, now - (answer.inboxRetentionDays ?? 0) * dayMs])] : [],
    ),
  );
  const entries = answers.flatMap(({ service, answer }) =>
    answer
      ? [
          ...own(service, answer, order),
          ...events(service, answer),
          ...stuck(service, answer),
          ...acted(service, answer),
        ]
      : [],
  );

  /** @param {string} service @param {ServiceTimeline} timeline @returns {Entry[]} */
  function events(service, { published }) {
    return published.map(({ eventId, type, consumers = [], traceId, createdAt, sentAt }) => ({
      key: `event ${eventId}`,
      at: createdAt,
      service,
      kind: /** @type {const} */ ('event'),
      name: type,
      traceId,
      sentAt,
      arrivals: consumers
        .filter((consumer) => rememberedFrom.has(consumer))
        .map((consumer) => ({ service: consumer, at: arrived.get(`${consumer} ${eventId}`) ?? null }))
        .filter(
          ({ service: consumer, at }) => at !== null || Date.parse(createdAt) > (rememberedFrom.get(consumer) ?? now),
        ),
    }));
  }

  entries.sort((a, b) => a.at.localeCompare(b.at) || rank(a) - rank(b));
  return { order, services: answers.map(state), entries, traces: traces(entries) };
}

/** Entries of the same instant are ordered by cause: the operator, the row, the event, the failure. */
const rank = (/** @type {Entry} */ { kind }) => ['action', 'record', 'event', 'stuck'].indexOf(kind);

/** @param {string} service @param {ServiceTimeline} timeline @param {OwnRecord} [order] @returns {Entry[]} */
function own(service, { records }, order) {
  /**
   * @param {OwnRecord} record
   * @param {string} name
   * @param {string} at
   * @param {string | null} [traceId]
   */
  const entry = (record, name, at, traceId = null) => ({
    key: `${service} ${name} ${record.id}`,
    at,
    service,
    kind: /** @type {const} */ ('record'),
    name,
    traceId,
    record,
  });
  const beside = records
    .filter(({ what }) => besides.includes(what))
    .map((record) => entry(record, `${record.what}.${record.status}`, record.at));
  if (service === 'order')
    return order ? [entry(order, 'opened', String(order.details['createdAt']), traceOf(order)), ...beside] : [];
  const own = records.filter(
    ({ what, status }) => what === 'ledger' || (what === 'payment' && ['Declined', 'Voided'].includes(status)),
  );
  return [...own.map((record) => entry(record, record.status, record.at)), ...beside];
}

/** @param {OwnRecord} order */
function traceOf({ details }) {
  const { traceId } = details;
  return traceId === null || traceId === undefined ? null : String(traceId);
}

/** @param {string} service @param {ServiceTimeline} timeline @returns {Entry[]} */
function stuck(service, { stuck: events }) {
  return events.map(({ id, kind, type, reason, traceId, stuckAt }) => ({
    key: `stuck ${service} ${id}`,
    at: stuckAt,
    service,
    kind: /** @type {const} */ ('stuck'),
    name: type ?? '?',
    traceId,
    reason,
    stuckKind: kind,
  }));
}

/** @param {string} service @param {ServiceTimeline} timeline @returns {Entry[]} */
function acted(service, { actions = [] }) {
  return actions.map((action) => ({
    key: `action ${service} ${action.id}`,
    at: action.at,
    service,
    kind: /** @type {const} */ ('action'),
    name: action.action,
    traceId: null,
    action,
  }));
}

/** The state of the order at a service. @param {TimelineAnswer} answer @returns {Place} */
function state({ service, answer, failed }) {
  const record = answer?.records.find(({ what }) => what !== 'ledger' && !besides.includes(what));
  return { service, failed, status: record?.status, id: record?.id, at: record?.at, stuck: answer?.stuck.length ?? 0 };
}

/**
 * The traces in the order of their first entries, each with the number of its entries.
 * @param {Entry[]} entries
 * @returns {Trace[]}
 */
function traces(entries) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { traceId } of entries) if (traceId) counts.set(traceId, (counts.get(traceId) ?? 0) + 1);
  return [...counts].map(([id, count]) => ({ id, count }));
}
