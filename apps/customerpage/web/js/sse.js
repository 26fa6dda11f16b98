/**
 * @typedef {{ event: string, data: string, id: string }} ServerEvent
 */

/**
 * Reads a `text/event-stream` piece by piece, wherever the pieces are cut.
 * @param {(event: ServerEvent) => void} emit
 * @returns {(chunk: string) => void} takes the next piece
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
 * How long to wait before the next try: doubles up to half a minute, spread at random so that the pages of a restarted
 * shop do not come back at one instant.
 * @param {number} tries that failed already, from 0
 * @param {() => number} [random]
 * @returns {number} milliseconds
 */
export const backoff = (tries, random = Math.random) => Math.min(30_000, 500 * 2 ** tries) * (0.5 + random() / 2);
