/** Values as Stripe's API reads them: text, lists and nested fields, from `a[b][0]=c`. */
export type FormValue = string | FormFields;
export interface FormFields {
  [name: string]: FormValue;
}

const KEY = /^([^[\]]+)((?:\[[^[\]]*\])*)$/;

/** @throws when a key is malformed */
export function parseForm(text: string): FormFields {
  const fields: FormFields = Object.create(null);
  for (const [key, value] of new URLSearchParams(text)) {
    const [, first, rest] = KEY.exec(key) ?? [];
    if (first === undefined) throw new Error(`Malformed key: ${key}`);
    put(fields, [first, ...[...(rest ?? '').matchAll(/\[([^[\]]*)\]/g)].map(([, name]) => name ?? '')], value);
  }
  return fields;
}

function put(fields: FormFields, [name = '', ...rest]: readonly string[], value: string): void {
  const key = name === '' ? String(Object.keys(fields).length) : name;
  if (rest.length === 0) {
    fields[key] = value;
    return;
  }
  const before = fields[key];
  const inner: FormFields = typeof before === 'object' ? before : Object.create(null);
  fields[key] = inner;
  put(inner, rest, value);
}

export const text = (value: FormValue | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
export const group = (value: FormValue | undefined): FormFields => (typeof value === 'object' ? value : Object.create(null));
export const list = (value: FormValue | undefined): string[] => Object.values(group(value)).filter((item) => typeof item === 'string');
