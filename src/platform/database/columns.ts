import { Column, PrimaryColumn } from 'typeorm';
import type { ValueTransformer } from 'typeorm';
import { ID_LENGTH } from '../ids';
import { toInteger } from '../money';

interface Nullable {
  readonly nullable?: boolean;
}

const ASCII = { charset: 'ascii', collation: 'ascii_bin' } as const;
const ID = { type: 'char', length: ID_LENGTH, ...ASCII } as const;

const integer: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: unknown) => (value === null || value === undefined ? value : toInteger(value)),
};
const flag: ValueTransformer = {
  to: (value: unknown) => (typeof value === 'boolean' ? Number(value) : value),
  from: (value: unknown) => (value === null || value === undefined ? value : Number(value) === 1),
};

/** Whether an ascii column can be compared with the text; with any other the server refuses the statement (error 1267), and no row has it. */
export const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

/** Primary key: a prefixed id, CHAR(30) in a binary collation. */
export const IdColumn = (): PropertyDecorator => PrimaryColumn(ID);
/** The id of something else; of another module without a foreign key. */
export const RefColumn = (options: Nullable = {}): PropertyDecorator => Column({ ...ID, ...options });
/** Whole minor units, BIGINT. */
export const MoneyColumn = (options: Nullable & { readonly default?: number } = {}): PropertyDecorator =>
  Column({ type: 'bigint', transformer: integer, ...options });
/** ISO 4217 code. */
export const CurrencyColumn = (): PropertyDecorator => Column({ type: 'char', length: 3, ...ASCII });
/** Codes, keys, hashes, tokens, enumerations: compared byte by byte. */
export const AsciiColumn = (length: number, options: Nullable & { readonly default?: string } = {}): PropertyDecorator =>
  Column({ type: 'varchar', length, ...ASCII, ...options });
/** Words for people, in any script. */
export const TextColumn = (length: number, options: Nullable = {}): PropertyDecorator => Column({ type: 'varchar', length, ...options });
/** Words for people without a short bound. */
export const LongTextColumn = (options: Nullable = {}): PropertyDecorator => Column({ type: 'mediumtext', ...options });
/** A moment in UTC with milliseconds. */
export const InstantColumn = (options: Nullable & { readonly default?: () => string } = {}): PropertyDecorator =>
  Column({ type: 'datetime', precision: 3, ...options });
/** A JSON document. */
export const JsonColumn = (options: Nullable = {}): PropertyDecorator => Column({ type: 'json', ...options });
export const CountColumn = (options: Nullable & { readonly default?: number } = {}): PropertyDecorator =>
  Column({ type: 'int', ...options });
export const FlagColumn = ({ default: initial, ...options }: Nullable & { readonly default?: boolean } = {}): PropertyDecorator =>
  Column({ type: 'tinyint', transformer: flag, ...options, ...(initial === undefined ? {} : { default: Number(initial) }) });
/** Raised by our own guarded updates, never by the mapper. */
export const VersionNumberColumn = (): PropertyDecorator => Column({ type: 'int', default: 1 });
