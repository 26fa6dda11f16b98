/** A command of a document. */
export interface DocumentedCommand {
  /** As it is typed, without a comment behind it. */
  text: string;
  /** Where it stands, such as `README.md:12`. */
  place: string;
}

const COMMAND = /^(?:export )?(?:[A-Z_]+=\S+ )*(?:node|npm|npx) \S/;

/** The `node`, `npm` and `npx` commands of a Markdown text: those of its shell blocks, and those that stand in backticks. */
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

/** The commands of a line: several are separated, a loop has its `do` in front of one. */
function shellCommands(line: string): string[] {
  return line
    .replace(/(^|\s)#.*$/, '')
    .split(/;|&&|\|/)
    .map((part) => part.trim().replace(/^(\$|do) /, ''));
}

/** `node:http` and `npm` alone are no commands; a placeholder such as `<name>` or `…` makes a pattern of one. */
function inlineCode(line: string): string[] {
  return [...line.matchAll(/`([^`]+)`/g)].map(([, code]) => (code ?? '').trim()).filter((code) => !/[<…]/.test(code));
}
