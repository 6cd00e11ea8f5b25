import { idPattern } from '../ids';
import type { IdPrefix } from '../ids';
import { exampleId } from './fields';
import type { Schema } from './openapi/types';

/** One member of a kind of problem beside the standard ones: what it says, its form (OpenAPI 3.1), and an example. */
export interface Member<T = unknown> {
  readonly description: string;
  readonly schema: Schema;
  readonly example: T;
  /** Not every problem of the kind has it. */
  readonly optional?: boolean;
}

/** The members that every problem has; nothing else may take their names. */
type StandardMember = 'type' | 'title' | 'status' | 'detail' | 'instance' | 'code' | 'requestId';

export type Members = Readonly<Record<string, Member>> & { readonly [name in StandardMember]?: never };

type ValueOf<M> = M extends Member<infer T> ? T : never;

/** What a problem with these members is made with. */
export type ValuesOf<M> = { readonly [K in keyof M as M[K] extends { optional: true } ? never : K]: ValueOf<M[K]> } & {
  readonly [K in keyof M as M[K] extends { optional: true } ? K : never]?: ValueOf<M[K]>;
};

export const text = (description: string, example: string): Member<string> => ({ description, schema: { type: 'string' }, example });

export const texts = (description: string, example: readonly string[]) => list<string>({ ...text(description, ''), example });

export const flag = (description: string): Member<boolean> => ({ description, schema: { type: 'boolean' }, example: true });

/** A count, or another whole number from `minimum` on. */
export function integer(description: string, example: number, minimum = 0): Member<number> {
  return { description, schema: { type: 'integer', minimum }, example };
}

export function id(description: string, prefix: IdPrefix): Member<string> {
  return { description, schema: { type: 'string', pattern: idPattern(prefix).source }, example: exampleId(prefix) };
}

export const ids = (description: string, prefix: IdPrefix) => list<string>({ ...id(description, prefix), example: [exampleId(prefix)] });

export const currency = (description: string) => ({ ...text(description, 'EUR'), schema: currencySchema });

export const currencies = (description: string) => list<string>({ description, schema: currencySchema, example: ['EUR', 'USD'] });

export function money(description: string): Member<{ readonly amount: number; readonly currency: string }> {
  return { description, schema: ref('MoneyDto'), example: { amount: 1999, currency: 'EUR' } };
}

interface Choice<T> {
  /** Of the document's schema that lists the values already. */
  readonly name?: string;
  readonly example: T;
}

export function oneOf<T extends string>(description: string, values: readonly T[], { name, example }: Choice<T>): Member<T> {
  return { description, schema: name === undefined ? { type: 'string', enum: values } : ref(name), example };
}

export function someOf<T extends string>(description: string, values: readonly T[], { name, example }: Choice<readonly T[]>) {
  return list<T>({ ...oneOf(description, values, { name, example: values[0] as T }), example });
}

/** A list of what the document has a schema for. */
export const listOf = <T>(description: string, name: string, example: T) => list<T>({ description, schema: ref(name), example: [example] });

/** A list of objects with these fields. */
export function rows<M extends Members>(description: string, fields: M): Member<readonly ValuesOf<M>[]> {
  return list<ValuesOf<M>>({ description, schema: objectOf(fields), example: [exampleOf(fields) as ValuesOf<M>] });
}

export const optional = <T>(member: Member<T>) => ({ ...member, optional: true as const });

/** The members as the properties of a schema. */
export function objectOf(members: Members): Schema & { readonly required: readonly string[] } {
  const properties = Object.fromEntries(
    Object.entries(members).map(([name, { description, schema, example }]) => [name, { ...schema, description, example }]),
  );
  return { type: 'object', required: promised(members).map(([name]) => name), properties };
}

/** The examples of the members that are always there. */
export function exampleOf(members: Members): Readonly<Record<string, unknown>> {
  return Object.fromEntries(promised(members).map(([name, { example }]) => [name, example]));
}

const promised = (members: Members): [string, Member][] => Object.entries(members).filter(([, { optional: free }]) => free !== true);

const currencySchema: Schema = { type: 'string', pattern: '^[A-Z]{3}$' };

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

function list<T>({ description, schema, example }: Omit<Member, 'example'> & { readonly example: readonly T[] }): Member<readonly T[]> {
  return { description, schema: { type: 'array', items: schema }, example };
}
