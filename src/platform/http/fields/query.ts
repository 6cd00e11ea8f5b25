import * as checks from './checks';
import { field } from './field';
import type { FieldOptions } from './field';
import { Text } from './body';
import type { TextOptions } from './body';
import { rememberQueryMap } from './query-maps';

const DIGITS = /^-?(0|[1-9]\d{0,15})$/;

/** Plain digits: `1e3`, `0x10`, `+1`, `1.0` and blanks are refused. */
export function QueryInteger(minimum: number, maximum: number, options: FieldOptions = {}): PropertyDecorator {
  return field({
    name: 'queryInteger',
    check: checks.integerBetween(minimum, maximum),
    schema: { type: 'integer', format: 'int64', minimum, maximum, ...options },
    normalise: (value) => (typeof value === 'string' && DIGITS.test(value) && value !== '-0' ? Number(value) : value),
  });
}

/** `true` or `false`, nothing else. */
export function QueryFlag(options: FieldOptions = {}): PropertyDecorator {
  return field({
    name: 'queryFlag',
    check: checks.isFlag,
    schema: { type: 'boolean', ...options },
    normalise: (value) => (value === 'true' ? true : value === 'false' ? false : value),
  });
}

export function QueryText(minimum: number, maximum: number, options: TextOptions = {}): PropertyDecorator {
  return Text(minimum, maximum, options);
}

export function QueryOneOf(values: readonly string[], enumName: string, options: FieldOptions = {}): PropertyDecorator {
  return field({ name: 'queryOneOf', check: checks.oneOf(values), schema: { enum: [...values], enumName, ...options } });
}

/** RFC 3339 in the address, a `Date` in the handler. A `+` of a zone offset must be sent as `%2B`. */
export function QueryInstant(options: FieldOptions = {}): PropertyDecorator {
  return field({
    name: 'queryInstant',
    check: checks.isInstant,
    schema: { type: 'string', format: 'date-time', ...options },
    normalise: (value) => checks.parseInstant(value) ?? value,
  });
}

/** Comma-separated values from an allow-list, such as `include=facets,total`; an array in the handler. */
export function QueryListOf(values: readonly string[], enumName: string, options: FieldOptions = {}): PropertyDecorator {
  return field({
    name: 'queryListOf',
    check: checks.listOf(1, values.length, checks.oneOf(values), true),
    schema: {
      ...{ type: 'array', items: { type: 'string', enum: [...values] }, uniqueItems: true, minItems: 1, maxItems: values.length },
      ...{ 'x-query-list': enumName, ...options },
    },
    normalise: (value) => (typeof value === 'string' ? value.split(',') : value),
  });
}

/**
 * All parameters `<prefix>.<name>=value` together, such as `option.colour=Black&option.size=M`: a `Record<string, string>` in the handler,
 * empty when there are none. The property must be called like the prefix.
 */
export function QueryMap(
  prefix: string,
  limits: { readonly max: number; readonly maxLength: number },
  options: FieldOptions = {},
): PropertyDecorator {
  const text = checks.textOfLength(1, limits.maxLength, false);
  const decorate = field({
    name: 'queryMap',
    check: (value) => {
      const notAMap = checks.isObject(value);
      if (notAMap) return notAMap;
      const entries = Object.entries(value ?? {});
      if (entries.length > limits.max) return { code: 'too_many', detail: `must have at most ${limits.max} entries` };
      const texts: readonly unknown[] = entries.flat(2);
      if (texts.length > limits.max * 10) return { code: 'too_many', detail: `must have at most ${limits.max * 10} names and values` };
      return texts.reduce<ReturnType<typeof text>>((found, item) => found ?? text(item), undefined);
    },
    schema: {
      type: 'object',
      additionalProperties: { type: 'array', items: { type: 'string', minLength: 1, maxLength: limits.maxLength }, minItems: 1 },
      maxProperties: limits.max,
      selfRequired: false,
      ...{ 'x-query-prefix': `${prefix}.`, ...options },
    },
  });
  return (target, key) => {
    decorate(target, key);
    rememberQueryMap(target, prefix);
  };
}
