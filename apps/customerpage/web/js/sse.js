/**
 * @typedef {{ event: string, data: string, id: string }} ServerEvent
 */

/**
 * Parses a `text/event-stream` that arrives in chunks of any size.
 * @param {(event: ServerEvent) => void} emit
 * @returns {(chunk: string) => void} takes the next chunk
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function eventParser(emit) {
  let rest = '';
  let id = '';
  let event = '';
  /** @type {string[]} */
  let data = [];

  /** @param {string} line */
  function take(line) {
    if (line === '') {
      if (data.length) emit({ event: event || 'message', data: data.join('\n'), id });
      event = '';
      data = [];
      return;
    }
    const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === 'data') data.push(value ?? '');
    else if (field === 'event') event = value ?? '';
    else if (field === 'id') id = value ?? '';
  }

  return (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line.replace(/\r$/, ''));
  };
}

/**
 * The pause before the next attempt: it doubles up to 30 s, with a random part so that the pages do not all reconnect
 * to a restarted server at the same time.
 * @param {number} tries failed attempts so far, from 0
 * @param {() => number} [random]
 * @returns {number} milliseconds
 */
export const backoff = (tries, random = Math.random) => Math.min(30_000, 500 * 2 ** tries) * (0.5 + random() / 2);
