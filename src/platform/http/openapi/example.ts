import type { Schema } from './types';

const BY_FORMAT: Readonly<Record<string, unknown>> = {
  'date-time': '2026-11-20T10:00:00.000Z',
  date: '2026-11-20',
  email: 'shopper@example.com',
  uri: 'https://shop.example/',
  uuid: '019a9f3e-7d5c-7a6b-8c1d-2e3f4a5b6c7d',
};

/** A value that satisfies the schema, made of the fields' own examples; what has none gets the plainest value there is. */
export class ExampleMaker {
  constructor(private readonly schemas: Readonly<Record<string, Schema>>) {}

  make(schema: Schema, path: readonly string[] = []): unknown {
    const given = [schema.example, schema.const, schema.examples?.[0], schema.default, schema.enum?.[0]].find(
      (value) => value !== undefined,
    );
    if (given !== undefined) return given;
    if (schema.$ref !== undefined) return this.makeNamed(schema.$ref, path);
    const [combined] = schema.oneOf ?? schema.anyOf ?? [];
    if (combined) return this.make(combined, path);
    if (schema.allOf) return this.makeAll(schema, path);
    return this.makeTyped(schema, path);
  }

  private makeNamed(ref: string, path: readonly string[]): unknown {
    const name = ref.split('/').at(-1) ?? '';
    const schema = this.schemas[name];
    // A tree of categories ends after one level; an optional or empty inside is always legal.
    return schema === undefined || path.includes(name) ? undefined : this.make(schema, [...path, name]);
  }

  private makeAll({ allOf = [], ...own }: Schema, path: readonly string[]): unknown {
    const parts = [...allOf, ...(own.properties ? [own] : [])].map((part) => this.make(part, path));
    return parts.every(isRecord) ? Object.assign({}, ...parts) : parts[0];
  }

  private makeTyped(schema: Schema, path: readonly string[]): unknown {
    const type = [schema.type ?? []].flat().find((name) => name !== 'null');
    switch (type) {
      case 'object':
        return this.makeObject(schema, path);
      case 'array':
        return this.makeList(schema, path);
      case 'integer':
      case 'number':
        return Math.max(schema.minimum ?? 0, 1);
      case 'boolean':
        return true;
      case 'string':
        return BY_FORMAT[schema.format ?? ''] ?? 'text'.padEnd(schema.minLength ?? 0, ' text');
      default:
        return schema.properties ? this.makeObject(schema, path) : null;
    }
  }

  private makeObject({ properties = {}, additionalProperties }: Schema, path: readonly string[]): Record<string, unknown> {
    const entries = Object.entries(properties).map(([name, schema]) => [name, this.make(schema, path)] as const);
    const free =
      typeof additionalProperties === 'object' && entries.length === 0 ? [['name', this.make(additionalProperties, path)] as const] : [];
    return Object.fromEntries([...entries, ...free].filter(([, value]) => value !== undefined));
  }

  private makeList({ items = {} }: Schema, path: readonly string[]): unknown[] {
    const item = this.make(items, path);
    return item === undefined ? [] : [item];
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
