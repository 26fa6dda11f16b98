/** A command of a document. */
export interface DocumentedCommand {
  /** As typed, without a comment after it. */
  text: string;
  /** The position, such as `README.md:12`. */
  place: string;
}

const COMMAND = /^(?:export )?(?:[A-Z_]+=\S+ )*(?:node|npm|npx) \S/;

/** The `node`, `npm` and `npx` commands of a Markdown text, in shell blocks and in backticks. */
export function commandsOf(markdown: string, file: string): DocumentedCommand[] {
  let isShell = false;
  let isFenced = false;
  return markdown.split('\n').flatMap((line, index) => {
    const fence = /^\s*```(\w*)/.exec(line);
    if (fence) {
      isFenced = !isFenced;
      isShell = isFenced && ['sh', 'bash', 'shell', 'console'].includes(fence[1] ?? '');
      return [];
    }
    const parts = isShell ? shellCommands(line) : isFenced ? [] : inlineCode(line);
    return parts.filter((text) => COMMAND.test(text)).map((text) => ({ text, place: `${file}:${index + 1}` }));
  });
}

/** The commands of a line: several are separated; in a loop the command follows `do`. */
function shellCommands(line: string): string[] {
  return line
    .replace(/(^|\s)#.*$/, '')
    .split(/;|&&|\|/)
    .map((part) => part.trim().replace(/^(\$|do) /, ''));
}

/** `node:http` and `npm` alone are not commands; a placeholder such as `<name>` or `…` makes a pattern. */
function inlineCode(line: string): string[] {
  return [...line.matchAll(/`([^`]+)`/g)].map(([, code]) => (code ?? '').trim()).filter((code) => !/[<…]/.test(code));
}
