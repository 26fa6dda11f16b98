/**
 * Words that stand in for a term, each with its replacement. They are matched in comments and documents only.
 * @type {[RegExp, string][]}
 */
const STAND_INS = [
  [/\b(?:whoever|somebody|nobody)\b/i, 'name the subject: the relay, the caller, PostgreSQL'],
  [/\b(?:told|tells?)\b/i, 'publish, report or contain'],
  [/\banew\b/i, 'again'],
  [/\bby itself\b/i, 'automatically, or name what does it'],
  [/\b(?:is|are|was|were|goes|went|be) away\b/i, 'is down, or a connection error'],
  [/\bgiv(?:e|es|en|ing) up\b/i, 'abandon, or stop'],
  [/\bturn(?:s|ed|ing)? away\b/i, 'shed load, or reject'],
  [/\bhand(?:s|ed)? out\b/i, 'return'],
  [/\bowed\b(?! (?:amount|row))/i, 'due'],
  [/\bhasten(?:s|ed)?\b/i, 'retry now'],
  [/\b(?:the|operator's) desk\b/i, 'the operator console'],
  [/\b(?:the|an order's) story\b|\bstory-?teller\b/i, 'the order timeline'],
  [/\bjourney\b/i, 'round trip'],
  [/\b(?:bury|buries|buried)\b/i, 'dead-letter'],
  [/\bblots?\b/i, 'redact'],
  [/\brouse[sd]?\b/i, 'wake up'],
  [
    /\b(?:an?|two|three) (?:third|quarter|fifth|sixth|seventh|eighth|tenth|sixteenth)s? (?:of(?! an hour)|less|more)\b/i,
    'a percentage',
  ],
];

/** Strings first, so that a comment mark within one is not a comment. */
const CODE = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const KEEP_LINES = /[^\n]/g;

/**
 * Finds stand-ins for terms in the comments of code (`.ts .js .mjs .css`), in YAML comments and in Markdown outside of code.
 * @param {string} path decides how the text is read; files of other kinds have no faults
 * @param {string} text the content of the file
 * @returns {string[]} one line per fault, with the line number
 */
export function wordingFaults(path, text) {
  return proseOf(path, text).flatMap((line, at) =>
    STAND_INS.flatMap(([pattern, instead]) => {
      const found = pattern.exec(line)?.[0];
      return found === undefined ? [] : [`${path}:${at + 1}: "${found}": write ${instead}`];
    }),
  );
}

/** @param {string} path @param {string} text @returns {string[]} every line of the file, without what is not prose */
function proseOf(path, text) {
  if (/\.(?:ts|js|mjs|css)$/.test(path)) return commentsOf(text).split('\n');
  if (/\.ya?ml$/.test(path)) return text.split('\n').map((line) => /(?:^|\s)#\s(.*)$/.exec(line)?.[1] ?? '');
  if (!path.endsWith('.md')) return [];
  return text
    .replace(/^```[\s\S]*?^```/gm, (block) => block.replace(KEEP_LINES, ''))
    .split('\n')
    .map((line) => line.replace(/`[^`]*`/g, ''));
}

/** @param {string} code */
function commentsOf(code) {
  let prose = '';
  let end = 0;
  for (const { 0: token, index } of code.matchAll(CODE)) {
    prose += code.slice(end, index).replace(KEEP_LINES, '');
    prose += token.startsWith('/') ? token.replace(/`[^`\n]*`/g, '') : token.replace(KEEP_LINES, '');
    end = index + token.length;
  }
  return prose + code.slice(end).replace(KEEP_LINES, '');
}
