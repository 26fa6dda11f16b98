import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '../../..');
const LIBRARIES = readdirSync(join(ROOT, 'libs'));
/** The main entry points, which show how they are called. */
const WITH_EXAMPLE = ['EventLog', 'MessagingModule', 'Outbox', 'Reader', 'Tx', 'runService'];

/** What the examples may use without declaring it; exports of the libraries are imported on their own. */
const CONTEXT = `
import { Logger } from '@nestjs/common';
class Order { id = 0; status = 'Pending'; cancel(): boolean { return true; } }
class AppModule { static with(_config: ServiceConfig): { module: typeof AppModule } { return { module: AppModule }; } }
class OrderConfig extends ServiceConfig { readonly service = 'order'; override PORT = 8081; }
class DeliveriesModule {}
const order = new Order();
declare const config: OrderConfig, schema: Schema, unitOfWork: UnitOfWork, reader: Reader, outbox: Outbox, log: EventLog;
declare const dataDir: string, clientId: string;
`;

interface Exported {
  library: string;
  name: string;
  text: string;
  examples: string[];
}

function exportsOf(program: ts.Program, library: string): Exported[] {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(indexOf(library));
  const module = source && checker.getSymbolAtLocation(source);
  return checker.getExportsOfModule(module!).map((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    return {
      library,
      name: exported.name,
      text: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
      examples: (symbol.declarations ?? []).flatMap(examplesOf),
    };
  });
}

/** The compiler takes a decorator in an example for the next tag, so the text of the comment is read. */
function examplesOf(declaration: ts.Declaration): string[] {
  return ts
    .getJSDocCommentsAndTags(declaration)
    .filter(ts.isJSDoc)
    .flatMap((doc) => [...doc.getText().matchAll(/@example\n(.*?)(?=\n \* @|\n \*\/)/gs)])
    .map(([, lines]) => lines!.replaceAll(/^ \* ?/gm, ''));
}

function indexOf(library: string): string {
  return join(ROOT, 'libs', library, 'src/index.ts');
}

/** The example as a module: its libraries imported, what it takes for given declared. */
function moduleOf(example: string, all: readonly Exported[]): string {
  const used = all.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(CONTEXT + example));
  const imports = used.map(({ library, name }) => `import { ${name} } from '@carshare/${library}';`);
  return `${imports.join('\n')}${CONTEXT}export async function example(): Promise<void> {\n${example}\n}\n`;
}

/** Type errors of the examples, compiled beside this file but never written. */
function faultsOf(examples: ReadonlyMap<string, string>, before: ts.Program): string[] {
  const options = before.getCompilerOptions();
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => examples.has(path) || fileExists(path);
  host.readFile = (path) => examples.get(path) ?? readFile(path);
  host.getSourceFile = (path, target, ...rest) => {
    const text = examples.get(path);
    return text === undefined ? getSourceFile(path, target, ...rest) : ts.createSourceFile(path, text, target);
  };
  const program = ts.createProgram([...examples.keys()], options, host, before);
  return [...examples.keys()].flatMap((path) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(path))
      .map(
        ({ messageText }) =>
          `${relative(import.meta.dirname, path)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      ),
  );
}

describe('The exports of the libraries', () => {
  let all: Exported[];
  let faults: string[];

  beforeAll(() => {
    const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.base.json'), (path) => ts.sys.readFile(path)) as {
      config: object;
    };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
    const program = ts.createProgram(LIBRARIES.map(indexOf), {
      ...options,
      noUnusedLocals: false,
      verbatimModuleSyntax: false,
      emitDecoratorMetadata: false,
    });
    all = LIBRARIES.flatMap((library) => exportsOf(program, library));
    const modules = all.flatMap(({ name, examples }) => examples.map((example): [string, string] => [name, example]));
    modules.push(['wrong', 'await log.publish([{ key: 7 }]);']);
    const files = modules.map(([name, example]): [string, string] => [
      join(import.meta.dirname, `${name}.example.ts`),
      moduleOf(example, all),
    ]);
    faults = faultsOf(new Map(files), program);
  }, 240_000);

  it('have a docstring each', () => {
    expect(all.filter(({ text }) => text === '').map(({ library, name }) => `${library}: ${name}`)).toEqual([]);
  });

  it.each(WITH_EXAMPLE)('show how %s is used, in 3 to 8 lines', (name) => {
    const lines = all.find((exported) => exported.name === name)?.examples.map((text) => text.split('\n').length);
    expect(lines).toHaveLength(1);
    expect([3, 4, 5, 6, 7, 8]).toContain(lines?.[0]);
  });

  it('have examples that compile, unlike a wrong one', () => {
    expect(faults).toEqual([
      expect.stringMatching(/^wrong\.example\.ts: Type 'number' is not assignable to type 'string'/),
    ]);
  });
});
