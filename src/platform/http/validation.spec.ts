import {
  Country,
  Currency,
  Email,
  Flag,
  Id,
  Instant,
  Integer,
  ListOf,
  ListOfIds,
  ListOfText,
  MoneyDto,
  MoneyField,
  Nested,
  OneOf,
  Optional,
  OptionalOrNull,
  PageQuery,
  PartialType,
  QueryFlag,
  QueryInteger,
  QueryMap,
  Text,
  Url,
  ValidationFailed,
} from '.';
import { DtoPipe } from './validation.pipe';

class NothingDto {}

class LineDto {
  @Id('var')
  readonly variantId!: string;

  @Integer(1, 99)
  readonly quantity!: number;
}

class OrderDto {
  @Text(1, 5)
  readonly title!: string;

  @Optional()
  @Text(0, 20, { multiline: true })
  readonly note?: string;

  @OptionalOrNull()
  @Flag()
  readonly gift?: boolean | null;

  @Optional()
  @OneOf(['red', 'green'], 'Colour')
  readonly colour?: string;

  @Optional()
  @MoneyField()
  readonly price?: MoneyDto;

  @Optional()
  @Nested(() => LineDto)
  readonly first?: LineDto;

  @Optional()
  @ListOf(LineDto, { max: 2 })
  readonly lines?: readonly LineDto[];

  @Optional()
  @ListOfText(1, 3, { max: 2 })
  readonly tags?: readonly string[];

  @Optional()
  @ListOfIds('cat', { max: 3 })
  readonly categories?: readonly string[];

  @Optional()
  @Currency()
  readonly currency?: string;

  @Optional()
  @Country()
  readonly country?: string;

  @Optional()
  @Email()
  readonly email?: string;

  @Optional()
  @Url()
  readonly returnUrl?: string;

  @Optional()
  @Instant()
  readonly startsAt?: Date;
}

class ListQuery extends PageQuery {
  @Optional()
  @QueryInteger(0, 1000)
  readonly priceGte?: number;

  @Optional()
  @QueryFlag()
  readonly inStock?: boolean;

  @QueryMap('option', { max: 2, maxLength: 10 })
  readonly option!: Readonly<Record<string, string>>;
}

class PatchDto extends PartialType(OrderDto) {}

const pipe = new DtoPipe();
const body = <T>(value: unknown, metatype: new () => T): T => pipe.transform(value, { type: 'body', metatype }) as T;
const query = (value: unknown): ListQuery => pipe.transform(value, { type: 'query', metatype: ListQuery }) as ListQuery;

function errorsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof ValidationFailed) return error.errors.map(({ pointer, code }) => `${pointer} ${code}`);
    throw error;
  }
  return [];
}

const refused = (value: unknown): string[] => errorsOf(() => body(value, OrderDto));
const variant = 'var_02ITLcBYoUJdzTUMCSHuv3';

describe('bodies', () => {
  it('become instances of their class', () => {
    const order = body({ title: 'Mug', lines: [{ variantId: variant, quantity: 2 }] }, OrderDto);
    expect(order).toBeInstanceOf(OrderDto);
    expect(order.lines?.[0]).toBeInstanceOf(LineDto);
    expect(Object.keys(order)).toEqual(['title', 'lines']);
  });

  it.each([[null], ['text'], [7], [[]], [[{ title: 'Mug' }]]])('must be objects: %j', (value) => {
    expect(refused(value)).toHaveLength(1);
  });

  it('may be absent only where no field is required', () => {
    expect(refused(undefined)).toEqual(['/title required']);
    expect(errorsOf(() => body(undefined, PatchDto))).toEqual([]);
    expect(errorsOf(() => body(null, PatchDto))).toEqual([' object']);
  });

  it('may not have unknown fields, also deep inside', () => {
    expect(refused({ title: 'Mug', isAdmin: true })).toEqual(['/isAdmin unknown_field']);
    expect(refused({ title: 'Mug', lines: [{ variantId: variant, quantity: 1, unitPrice: 1 }] })).toEqual([
      '/lines/0/unitPrice unknown_field',
    ]);
  });

  it('of a class without fields are an empty object', () => {
    expect(body(undefined, NothingDto)).toEqual({});
    expect(body({}, NothingDto)).toBeInstanceOf(NothingDto);
    expect(errorsOf(() => body({ total: 1, 'a/b': 1 }, NothingDto))).toEqual(['/total unknown_field', '/a~1b unknown_field']);
    expect(errorsOf(() => body([], NothingDto))).toEqual([' object']);
  });

  it('name every wrong field with a JSON pointer', () => {
    expect(
      refused({
        lines: [
          { variantId: variant, quantity: 1 },
          { variantId: 'prod_x', quantity: '1' },
        ],
      }),
    ).toEqual(['/title required', '/lines/1/variantId id', '/lines/1/quantity integer']);
  });
});

describe('fields', () => {
  it.each([['1'], [1.5], [true], [null], [Number.MAX_SAFE_INTEGER + 1], [Number.NaN], [[1]], [{}]])('integers refuse %j', (quantity) => {
    expect(refused({ title: 'Mug', first: { variantId: variant, quantity } })).toEqual(['/first/quantity integer']);
  });

  it('integers keep their range', () => {
    expect(refused({ title: 'Mug', first: { variantId: variant, quantity: 0 } })).toEqual(['/first/quantity out_of_range']);
    expect(refused({ title: 'Mug', first: { variantId: variant, quantity: 100 } })).toEqual(['/first/quantity out_of_range']);
  });

  it('texts are normalised, trimmed, and counted in characters', () => {
    expect(body({ title: ' Cafe\u0301 ' }, OrderDto).title).toBe('Caf\u00e9');
    expect(refused({ title: '😀😀😀😀😀' })).toEqual([]);
    expect(refused({ title: '123456' })).toEqual(['/title too_long']);
    expect(refused({ title: '   ' })).toEqual(['/title too_short']);
    expect(refused({ title: 'a\u0007b' })).toEqual(['/title control_characters']);
    expect(refused({ title: 'a\nb' })).toEqual(['/title control_characters']);
    expect(body({ title: 'a', note: 'a\nb' }, OrderDto).note).toBe('a\nb');
    expect(refused({ title: ['a'] })).toEqual(['/title text']);
  });

  it('objects are not lists, and lists are not objects', () => {
    expect(refused({ title: 'a', first: [{ variantId: variant, quantity: 1 }] })).toHaveLength(1);
    expect(refused({ title: 'a', first: 'x' })).toEqual(['/first object']);
    expect(refused({ title: 'a', first: null })).toHaveLength(1);
    expect(refused({ title: 'a', lines: { 0: { variantId: variant, quantity: 1 } } })).toHaveLength(1);
    expect(refused({ title: 'a', lines: [null] })).toHaveLength(1);
    expect(refused({ title: 'a', lines: [[]] })).toHaveLength(1);
    expect(refused({ title: 'a', lines: ['x'] })).toHaveLength(1);
  });

  it('lists have a largest size', () => {
    const line = { variantId: variant, quantity: 1 };
    expect(refused({ title: 'a', lines: [line, line, line] })).toEqual(['/lines too_many']);
    expect(refused({ title: 'a', tags: ['long!'] })).toEqual(['/tags too_long']);
    expect(refused({ title: 'a', categories: ['cat_02ITLcBYoUJdzTUMCSHuv3', 'cat_02ITLcBYoUJdzTUMCSHuv3'] })).toEqual([
      '/categories duplicate',
    ]);
  });
});

describe('fields with a meaning', () => {
  it('money is whole minor units with a known currency', () => {
    expect(refused({ title: 'a', price: { amount: 1999, currency: 'EUR' } })).toEqual([]);
    expect(refused({ title: 'a', price: { amount: 19.99, currency: 'EUR' } })).toEqual(['/price/amount integer']);
    expect(refused({ title: 'a', price: { amount: -1, currency: 'EUR' } })).toEqual(['/price/amount out_of_range']);
    expect(refused({ title: 'a', price: { amount: 1, currency: 'eur' } })).toEqual(['/price/currency currency']);
    expect(refused({ title: 'a', price: { amount: 1, currency: 'QQQ' } })).toEqual(['/price/currency currency']);
    expect(refused({ title: 'a', price: 1999 })).toEqual(['/price object']);
  });

  it.each([
    [{ country: 'de' }, '/country country'],
    [{ country: 'XX' }, '/country country'],
    [{ currency: 5 }, '/currency currency'],
    [{ email: 'nobody' }, '/email email'],
    [{ returnUrl: 'javascript:alert(1)' }, '/returnUrl url'],
    [{ returnUrl: 'https://user:secret@shop.example' }, '/returnUrl url'],
    [{ startsAt: '2026-02-31T00:00:00Z' }, '/startsAt instant'],
    [{ startsAt: '2026-02-01' }, '/startsAt instant'],
    [{ startsAt: 1 }, '/startsAt instant'],
    [{ gift: 'true' }, '/gift boolean'],
    [{ colour: 'blue' }, '/colour one_of'],
    [{ note: null }, '/note text'],
  ])('refuse %j', (extra, expected) => {
    expect(refused({ title: 'a', ...extra })).toEqual([expected]);
  });

  it('instants become dates', () => {
    expect(body({ title: 'a', startsAt: '2026-11-20T10:00:00+01:00' }, OrderDto).startsAt?.toISOString()).toBe('2026-11-20T09:00:00.000Z');
  });

  it('null is taken only where it is allowed, also in a partial type', () => {
    expect(refused({ title: 'a', gift: null })).toEqual([]);
    expect(errorsOf(() => body({ gift: null }, PatchDto))).toEqual([]);
    expect(errorsOf(() => body({ title: null }, PatchDto))).toEqual(['/title text']);
  });
});

describe('queries', () => {
  it('have defaults and take strict digits only', () => {
    expect(query({})).toEqual({ limit: 20, option: {} });
    expect(query({ limit: '5', priceGte: '0', inStock: 'true' })).toEqual({ limit: 5, priceGte: 0, inStock: true, option: {} });
    for (const limit of ['1e1', '0x10', '+1', ' 1', '1 ', '1.0', '', '01', '-0', '0', '101']) {
      expect(errorsOf(() => query({ limit }))).toHaveLength(1);
    }
    expect(errorsOf(() => query({ inStock: '1' }))).toEqual(['?inStock boolean']);
  });

  it('refuse unknown names', () => {
    expect(errorsOf(() => query({ page: '2' }))).toEqual(['?page unknown_field']);
  });

  it('take lists by comma', () => {
    expect(query({ include: 'total' }).include).toEqual(['total']);
    expect(errorsOf(() => query({ include: 'total,total' }))).toHaveLength(1);
    expect(errorsOf(() => query({ include: 'all' }))).toHaveLength(1);
  });

  it('gather a family of names', () => {
    expect(query({ 'option.colour': 'Black', 'option.size': 'M' }).option).toEqual({ colour: 'Black', size: 'M' });
    expect(errorsOf(() => query({ 'option.a': '1', 'option.b': '2', 'option.c': '3' }))).toEqual(['?option too_many']);
    expect(errorsOf(() => query({ 'option.a': '12345678901' }))).toEqual(['?option too_long']);
    expect(errorsOf(() => query({ 'other.a': '1' }))).toEqual(['?other.a unknown_field']);
    expect(errorsOf(() => query({ option: 'x' }))).toHaveLength(1);
  });
});
