import type { ApiDocument } from './api-document.ts';

/** The path of the generated types in the workspace. */
export const API_TYPES = 'apps/customerpage/web/js/api-types.d.ts';

/** The requests and answers whose types the web pages use; the schemas that these refer to come with them. */
const USED = [
  'CarView',
  'CustomerpageView',
  'ExtendOrder',
  'ExtensionQuoteView',
  'FeeView',
  'MailsView',
  'OrderView',
  'PlaceOrder',
  'ProviderView',
  'ReturnQuoteView',
  'ServiceReportView',
];

/** The parts of a JSON schema that the API documents use. */
interface Schema {
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  $ref?: string;
}

/** An answer or a request without a type that the pages can have. */
export class UnknownSchema extends Error {
  override readonly name = 'UnknownSchema';
}

/**
 * The TypeScript declarations of the requests and answers that the web pages use.
 * @throws {UnknownSchema} for a name that the document does not define, and for a schema without a type
 */
export function apiTypes(document: ApiDocument): string {
  const schemas = document.components['schemas'] as Record<string, Schema>;
  const names = new Set(USED);
  const interfaces: string[] = [];
  // A set yields what is added while it is read: the schemas that a schema refers to follow it.
  for (const name of names) {
    const schema = schemas[name];
    if (!schema) throw new UnknownSchema(`the API documents define no ${name}`);
    interfaces.push(declaration(name, schema, (found) => names.add(found)));
  }
  const header = '/** Written by `npx nx run launcher:api-docs` from the API documents. */\n';
  return [header, ...interfaces].join('\n');
}

function declaration(name: string, { properties = {}, required = [] }: Schema, refer: (name: string) => void): string {
  // The pages follow no links.
  const own = Object.entries(properties).filter(([member]) => member !== '_links');
  const members = own.map(([member, schema]) => {
    const comment = schema.description === undefined ? '' : `  /** ${schema.description} */\n`;
    return `${comment}  ${member}${required.includes(member) ? '' : '?'}: ${typeOf(schema, refer)};\n`;
  });
  return `export interface ${name} {\n${members.join('')}}\n`;
}

/** An `enum` becomes `string`: a service of a later version may answer with further values. */
function typeOf({ type, items, allOf, anyOf, $ref }: Schema, refer: (name: string) => void): string {
  if ($ref !== undefined) {
    const name = $ref.replace('#/components/schemas/', '');
    refer(name);
    return name;
  }
  const parts = allOf ?? anyOf;
  if (parts) return parts.map((part) => typeOf(part, refer)).join(allOf ? ' & ' : ' | ');
  if (type === 'array' && items) {
    const item = typeOf(items, refer);
    return /^\w+$/.test(item) ? `${item}[]` : `(${item})[]`;
  }
  return [type ?? 'unknown'].flat().map(primitive).join(' | ');
}

function primitive(type: string): string {
  if (type === 'integer') return 'number';
  if (['string', 'number', 'boolean', 'null'].includes(type)) return type;
  throw new UnknownSchema(`web pages have no type for a schema of the type ${type}`);
}
