/** @import { Entry, OwnRecord, Place, Story, Timeline, Told, Trace } from '/js/types.js' */
/** Who is to hear of an event; the topic's contract. @type {Record<string, string[]>} */
const listeners = {
  Ordered: ['customerpage'],
  Paid: ['order', 'delivery', 'customerpage'],
  Shipped: ['order', 'customerpage'],
  DeliveryCanceled: ['order', 'customerpage'],
  PayCancelled: ['order', 'customerpage'],
  OrderCancelled: ['customerpage'],
};
/** After this long a consumer may have forgotten what it handled, in milliseconds. */
const remembered = 86_400_000;

/** The ids of the events that any service published. @param {Told[]} told */
export const eventIds = (told) => told.flatMap(({ answer }) => (answer?.published ?? []).map((event) => event.eventId));

/**
 * Makes one story of what every service told.
 * @param {Told[]} told
 * @param {number} [now] epoch milliseconds
 * @returns {Timeline}
 */
export function mergeStory(told, now = Date.now()) {
  const order = told.find(({ service }) => service === 'order')?.answer?.records[0];
  const arrived = new Map(
    told.flatMap(({ service, answer }) =>
      (answer?.received ?? []).map(({ eventId, at }) => /** @type {const} */ ([`${service} ${eventId}`, at])),
    ),
  );
  const reachable = new Set(told.filter(({ answer }) => answer).map(({ service }) => service));
  const entries = told.flatMap(({ service, answer }) =>
    answer ? [...own(service, answer, order), ...events(service, answer), ...stuck(service, answer)] : [],
  );

  /** @param {string} service @param {Story} story @returns {Entry[]} */
  function events(service, { published }) {
    return published.map(({ eventId, type, traceId, createdAt, sentAt }) => ({
      key: `event ${eventId}`,
      at: createdAt,
      service,
      kind: /** @type {const} */ ('event'),
      name: type,
      traceId,
      sentAt,
      arrivals: (listeners[type] ?? [])
        .filter((listener) => reachable.has(listener))
        .map((listener) => ({ service: listener, at: arrived.get(`${listener} ${eventId}`) ?? null }))
        .filter(({ at }) => at !== null || now - Date.parse(createdAt) < remembered),
    }));
  }

  entries.sort((a, b) => a.at.localeCompare(b.at) || rank(a) - rank(b));
  return { order, services: told.map(state), entries, traces: traces(entries) };
}

/** What happened at one moment is told as cause and effect: the row, the event, the trouble. */
const rank = (/** @type {Entry} */ { kind }) => ['record', 'event', 'stuck'].indexOf(kind);

/** @param {string} service @param {Story} story @param {OwnRecord} [order] @returns {Entry[]} */
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
  if (service === 'order')
    return order ? [entry(order, 'opened', String(order.details['createdAt']), traceOf(order))] : [];
  return records
    .filter(({ what, status }) => what === 'ledger' || status === 'Declined' || status === 'Voided')
    .map((record) => entry(record, record.status, record.at));
}

/** @param {OwnRecord} order */
function traceOf({ details }) {
  const { traceId } = details;
  return traceId === null || traceId === undefined ? null : String(traceId);
}

/** @param {string} service @param {Story} story @returns {Entry[]} */
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

/** Where the order stands at a service. @param {Told} told @returns {Place} */
function state({ service, answer, failed }) {
  const record = answer?.records.find(({ what }) => what !== 'ledger');
  return { service, failed, status: record?.status, id: record?.id, at: record?.at, stuck: answer?.stuck.length ?? 0 };
}

/** The traces in the order of their beginnings, each with the number of its entries. @param {Entry[]} entries @returns {Trace[]} */
function traces(entries) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { traceId } of entries) if (traceId) counts.set(traceId, (counts.get(traceId) ?? 0) + 1);
  return [...counts].map(([id, count]) => ({ id, count }));
}
