import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { parseAllDocuments } from 'yaml';
import { at, list, text, type Manifest } from './manifests.ts';

type Schema = Record<string, unknown>;

/**
 * Validates manifests as strictly as `kubectl apply --validate=strict`: types, enums, required and unknown fields. The
 * schemas are Kubernetes' OpenAPI documents and Istio's resource definitions, from their sources.
 */
export class Schemas {
  // The schemas are written for Go: formats such as int32, and patterns in RE2 syntax.
  readonly #ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false });
  readonly #kubernetes: string;
  readonly #validators = new Map<string, ValidateFunction | undefined>();

  /** The source folders: Kubernetes with `api/openapi-spec/v3`, Istio with its charts. */
  constructor(kubernetes: string, istio: string) {
    this.#kubernetes = join(kubernetes, 'api/openapi-spec/v3');
    const definitions = readFileSync(join(istio, 'manifests/charts/base/files/crd-all.gen.yaml'), 'utf8');
    for (const definition of parseAllDocuments(definitions).map((document) => document.toJS() as unknown)) {
      for (const version of list(definition, 'spec.versions')) {
        const schema = strict(at(version, 'schema.openAPIV3Schema')) as Schema;
        const properties = {
          ...(schema['properties'] as Schema),
          apiVersion: {},
          kind: {},
          metadata: { type: 'object' },
        };
        const key = `${text(definition, 'spec.group')}/${text(version, 'name')} ${text(definition, 'spec.names.kind')}`;
        this.#validators.set(key, this.#ajv.compile({ ...schema, properties }));
      }
    }
  }

  /** The faults of the manifest; a kind without a schema is a fault. */
  faults(manifest: Manifest): string[] {
    const name = `${manifest.kind}/${manifest.metadata.name}`;
    const validate = this.#validator(manifest.apiVersion, manifest.kind);
    if (!validate) return [`${name}: there is no ${manifest.kind} in ${manifest.apiVersion}`];
    if (validate(manifest)) return [];
    return (validate.errors ?? []).map((error) => {
      const field = error.keyword === 'additionalProperties' ? ` (${String(error.params['additionalProperty'])})` : '';
      return `${name}: ${error.instancePath} ${error.message}${field}`;
    });
  }

  #validator(apiVersion: string, kind: string): ValidateFunction | undefined {
    const key = `${apiVersion} ${kind}`;
    if (this.#validators.has(key)) return this.#validators.get(key);
    const file = join(
      this.#kubernetes,
      `${apiVersion.includes('/') ? 'apis' : 'api'}__${apiVersion.replace('/', '__')}_openapi.json`,
    );
    if (!existsSync(file)) return undefined;
    if (!this.#ajv.getSchema(file)) this.#ajv.addSchema(strict(JSON.parse(readFileSync(file, 'utf8'))) as Schema, file);
    const schemas = at(this.#ajv.getSchema(file)?.schema, 'components.schemas') as Record<string, Schema>;
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
    const found = Object.entries(schemas).find(([, schema]) =>
      list(schema, 'x-kubernetes-group-version-kind').some(
        (one) => at(one, 'group') === group && at(one, 'version') === version && at(one, 'kind') === kind,
      ),
    );
    const validate = found && this.#ajv.compile({ $ref: `${file}#/components/schemas/${found[0]}` });
    this.#validators.set(key, validate);
    return validate;
  }
}

/** The schema with unknown fields forbidden wherever fields are listed. */
function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strict);
  if (value === null || typeof value !== 'object') return value;
  const schema = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, strict(child)]));
  const closed = schema['type'] === 'object' && schema['properties'] && !schema['x-kubernetes-preserve-unknown-fields'];
  return closed && !('additionalProperties' in schema) ? { ...schema, additionalProperties: false } : schema;
}
