import 'reflect-metadata';
import { CursorCodec, KeysetPages, NotFound, PageQuery, PreconditionFailed, ValidationFailed } from '../../../src/platform/http';
import { DtoPipe } from '../../../src/platform/http/validation.pipe';
import { Config } from '../../../src/platform/config';
import { newId } from '../../../src/platform/ids';
import {
  CouponCodeTaken,
  InvalidPromotion,
  InvalidShippingMethod,
  InvalidTaxRates,
  PromotionInUse,
  TaxCategoryCodeTaken,
  TaxCategoryInUse,
} from '../../../src/modules/pricing/pricing.errors';
import { pricingInvariants } from '../../../src/modules/pricing/pricing.invariants';
import { PricingSeeder } from '../../../src/modules/pricing/pricing.seeder';
import { CreatePromotionRequest, PromotionResponse, UpdatePromotionRequest } from '../../../src/modules/pricing/promotions/promotions.dto';
import {
  AdminShippingMethodResponse,
  CreateShippingMethodRequest,
  UpdateShippingMethodRequest,
} from '../../../src/modules/pricing/shipping/shipping-methods.dto';
import { CreateTaxCategoryRequest, TaxCategoryResponse } from '../../../src/modules/pricing/taxes/tax-categories.dto';
import { euros, pricingRoom, promotion, quoteLine } from './pricing-room';
import type { PricingRoom } from './pricing-room';

let room: PricingRoom;
const config = new Config({});

beforeAll(async () => {
  room = await pricingRoom();
});
beforeEach(() => room.empty());
afterEach(async () => {
  for (const { sql } of pricingInvariants) expect(await room.database.query(sql)).toEqual([]);
});
afterAll(() => room.close());

/** A body as the edge lets it through. */
function checked<T extends object>(type: new () => T, body: object): T {
  const dto: unknown = new DtoPipe().transform(body, { type: 'body', metatype: type });
  if (dto instanceof type) return dto;
  throw new Error('not the type');
}
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('promotions', () => {
  const body = { code: 'welcome10', title: '10 % off', kind: 'percent', percent: '10' };
  const create = async (changes: object = {}) =>
    room.promotions.create(CreatePromotionRequest.toTerms(checked(CreatePromotionRequest, { ...body, ...changes })));
  const update = async (id: string, changes: object, version?: number) =>
    room.promotions.update(id, UpdatePromotionRequest.toChanges(checked(UpdatePromotionRequest, changes)), version);

  it('come back as they were made, with defaults', async () => {
    const made = PromotionResponse.from(await create({ minSubtotal: { amount: 1000, currency: 'EUR' }, endsAt: '2026-12-31T23:00:00.5Z' }));
    expect(plain(made)).toMatchObject({
      ...{
        version: 1,
        code: 'WELCOME10',
        kind: 'percent',
        level: 'order',
        priority: 0,
        percent: '10',
        amount: null,
        used: 0,
        active: true,
      },
      ...{ minSubtotal: { amount: 1000, currency: 'EUR' }, startsAt: null, endsAt: '2026-12-31T23:00:00.500Z', usageLimit: null },
    });
    expect(plain(PromotionResponse.from(await room.promotions.get(made.id)))).toEqual(plain(made));
    expect((await create({ code: 'FREE', kind: 'free_shipping', percent: null })).level).toBe('shipping');
  });

  it('have a code of their own, whatever its case', async () => {
    await create();
    await expect(create({ code: 'Welcome10' })).rejects.toThrow(CouponCodeTaken);
    const other = await create({ code: 'OTHER' });
    await expect(update(other.id, { code: 'WELCOME10' })).rejects.toThrow(CouponCodeTaken);
  });

  it('change by merge patch, and only at the version that was read', async () => {
    const { id } = await create({ usageLimit: 10 });
    const changed = await update(id, { title: 'New', usageLimit: null }, 1);
    expect(changed).toMatchObject({ title: 'New', usageLimit: null, percent: '10', version: 2 });
    await expect(update(id, { title: 'Late' }, 1)).rejects.toThrow(PreconditionFailed);
    await expect(update(newId('promo'), {}, 1)).rejects.toThrow(NotFound);
    const both = await Promise.allSettled([update(id, { title: 'A' }, 2), update(id, { title: 'B' }, 2)]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('cannot become a contradiction', async () => {
    const { id } = await create();
    await expect(update(id, { kind: 'fixed' })).rejects.toThrow(InvalidPromotion);
    expect(await update(id, { kind: 'fixed', percent: null, amount: { amount: 5, currency: 'EUR' } })).toMatchObject({
      kind: 'fixed',
      amount: euros(5),
    });
    await expect(create({ code: 'YEN', minSubtotal: { amount: 1, currency: 'JPY' } })).rejects.toThrow(InvalidPromotion);
  });

  it.each([
    { percent: 10 },
    { percent: '-1' },
    { code: 'ä' },
    { title: null },
    { used: 5 },
    { usageLimit: -1 },
    { startsAt: '2026-02-31T00:00:00Z' },
  ])('are refused with %j', (wrong) => {
    expect(() => checked(CreatePromotionRequest, { ...body, ...wrong })).toThrow(ValidationFailed);
    expect(() => checked(UpdatePromotionRequest, wrong)).toThrow(ValidationFailed);
  });

  it('keep the limit above what was used, and stay while orders use them', async () => {
    const { id } = await create();
    const order = newId('ord');
    await room.pricing.redeem(order, ['WELCOME10']);
    await room.pricing.redeem(newId('ord'), ['WELCOME10']);
    await expect(update(id, { usageLimit: 1 })).rejects.toThrow(InvalidPromotion);
    expect((await update(id, { usageLimit: 2 })).used).toBe(2);
    await expect(room.promotions.remove(id, 2)).rejects.toThrow(PromotionInUse);
  });

  it('go when nobody uses them, at the version that was read', async () => {
    const { id } = await create();
    await expect(room.promotions.remove(id, 9)).rejects.toThrow(PreconditionFailed);
    await room.promotions.remove(id, 1);
    await expect(room.promotions.remove(id, 1)).rejects.toThrow(NotFound);
  });

  it('are listed newest first, page by page, each once', async () => {
    for (let index = 0; index < 7; index += 1) await create({ code: `CODE${index}`, active: index % 2 === 0 });
    const pages = new KeysetPages(new CursorCodec(config));
    const source = (active?: boolean) => ({
      list: (limit: number, before?: string) => room.promotions.list({ active }, limit, before),
      count: () => room.promotions.count({ active }),
    });
    const query = (cursor?: string) => Object.assign(new PageQuery(), { limit: 3, cursor, include: ['total'] });
    const first = await pages.page(query(), { active: undefined }, source());
    const second = await pages.page(query(first.page.nextCursor ?? ''), { active: undefined }, source());
    const third = await pages.page(query(second.page.nextCursor ?? ''), { active: undefined }, source());
    const seen = [...first.data, ...second.data, ...third.data];
    expect(seen.map(({ code }) => code).sort()).toEqual([0, 1, 2, 3, 4, 5, 6].map((index) => `CODE${index}`));
    expect(seen.map(({ id }) => id)).toEqual(
      seen
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
    expect(first.total).toBe(7);
    expect(third.page).toEqual({ nextCursor: null, hasMore: false });
    expect((await pages.page(query(), { active: true }, source(true))).total).toBe(4);
    await expect(pages.page(query(first.page.nextCursor ?? ''), { active: true }, source(true))).rejects.toThrow(ValidationFailed);
    expect((await room.promotions.list({ code: 'code3' }, 10)).map(({ code }) => code)).toEqual(['CODE3']);
  });
});

describe('tax categories', () => {
  const rate = (changes: object = {}) => ({ country: 'US', region: 'NY', name: 'State', rate: '0.04', ...changes });
  const create = async (code: string, rates: object[] = []) =>
    room.taxes.create(CreateTaxCategoryRequest.toDraft(checked(CreateTaxCategoryRequest, { code, title: code, rates })));

  it('come back with their rates, and are replaced as a whole', async () => {
    const made = await create('standard', [rate(), rate({ name: 'City', rate: '0.045' }), { country: 'DE', name: 'VAT', rate: '0.19' }]);
    expect(plain(TaxCategoryResponse.from(made))).toMatchObject({
      rates: [{ country: 'DE', region: null, name: 'VAT', rate: '0.19' }, rate({ name: 'City', rate: '0.045' }), rate()],
    });
    const changed = await room.taxes.update(made.id, { rates: [] }, 1);
    expect(changed).toMatchObject({ title: 'standard', rates: [], version: 2 });
    await expect(room.taxes.update(made.id, { title: 'Late' }, 1)).rejects.toThrow(PreconditionFailed);
  });

  it('refuse rates that contradict each other', async () => {
    await expect(create('a', [rate(), rate({ name: 'STATE' })])).rejects.toThrow(InvalidTaxRates);
    await expect(create('b', [rate({ region: 'é' }), rate({ region: 'E' })])).rejects.toThrow(InvalidTaxRates);
    await expect(create('c', [rate({ rate: '0.6' }), rate({ name: 'City', rate: '0.5' })])).rejects.toThrow(InvalidTaxRates);
    expect(() => checked(CreateTaxCategoryRequest, { code: 'd', title: 'd', rates: [rate({ rate: 0.19 })] })).toThrow(ValidationFailed);
    expect(await room.taxes.count()).toBe(0);
    await create('standard');
    await expect(create('standard')).rejects.toThrow(TaxCategoryCodeTaken);
  });

  it('stay while something is taxed by them', async () => {
    const standard = await create('standard');
    const bulky = await create('bulky');
    await expect(room.taxes.remove(standard.id, 1)).rejects.toThrow(TaxCategoryInUse);
    const method = await room.shipping.create(
      CreateShippingMethodRequest.toTerms(
        checked(CreateShippingMethodRequest, {
          title: 'Lorry',
          taxCategory: 'bulky',
          minDays: 1,
          maxDays: 2,
          prices: [{ price: { amount: 1, currency: 'EUR' } }],
        }),
      ),
    );
    await expect(room.taxes.remove(bulky.id, 1)).rejects.toThrow(TaxCategoryInUse);
    await room.shipping.remove(method.id, 1);
    await room.taxes.remove(bulky.id, 1);
    expect((await room.taxes.list(10)).map(({ code }) => code)).toEqual(['standard']);
  });
});

describe('shipping methods', () => {
  const body = {
    title: 'Parcel',
    minDays: 2,
    maxDays: 4,
    prices: [{ price: { amount: 490, currency: 'EUR' }, freeFrom: { amount: 5000, currency: 'EUR' } }],
  };
  const create = async (changes: object = {}) =>
    room.shipping.create(CreateShippingMethodRequest.toTerms(checked(CreateShippingMethodRequest, { ...body, ...changes })));

  beforeEach(() => room.taxes.create({ code: 'standard', title: 'Standard', rates: [] }));

  it('come back as they were made, and change in part', async () => {
    const made = AdminShippingMethodResponse.from(await create({ countries: ['DE', 'AT'] }));
    expect(plain(made)).toMatchObject({
      ...body,
      description: '',
      taxCategory: 'standard',
      countries: ['DE', 'AT'],
      position: 0,
      active: true,
      version: 1,
    });
    const changes = UpdateShippingMethodRequest.toChanges(
      checked(UpdateShippingMethodRequest, { countries: null, prices: [{ price: { amount: 590, currency: 'USD' } }] }),
    );
    const changed = plain(AdminShippingMethodResponse.from(await room.shipping.update(made.id, changes, 1)));
    expect(changed).toMatchObject({
      title: 'Parcel',
      countries: null,
      version: 2,
      prices: [{ price: { amount: 590, currency: 'USD' }, freeFrom: null }],
    });
    await expect(room.shipping.update(made.id, {}, 1)).rejects.toThrow(PreconditionFailed);
    await expect(room.shipping.remove(made.id, 1)).rejects.toThrow(PreconditionFailed);
    await room.shipping.remove(made.id, 2);
    await expect(room.shipping.get(made.id)).rejects.toThrow(NotFound);
  });

  it.each<[string, object]>([
    ['days that run backwards', { minDays: 5 }],
    ['a country that is none', { countries: ['ZZ'] }],
    ['a currency the shop does not have', { prices: [{ price: { amount: 1, currency: 'JPY' } }] }],
    ['two prices in one currency', { prices: [...body.prices, ...body.prices] }],
    ['a threshold in another currency', { prices: [{ price: { amount: 1, currency: 'EUR' }, freeFrom: { amount: 1, currency: 'USD' } }] }],
    ['a tax category that is none', { taxCategory: 'nothing' }],
  ])('refuse %s', async (_, changes) => {
    await expect(create(changes)).rejects.toThrow(InvalidShippingMethod);
    expect(await room.shipping.count()).toBe(0);
  });
});

it('seeds a shop that can price a cart, once', async () => {
  const seeder = new PricingSeeder(room.database, config, room.taxes, room.shipping, room.promotions);
  await seeder.seed();
  await seeder.seed();
  expect(await room.promotions.count({})).toBe(5);
  const [parcel] = await room.pricing.shippingMethods({ currency: 'EUR', subtotal: euros(1000), requiresShipping: true });
  const quote = await room.pricing.quote({
    ...{ currency: 'EUR', destination: { country: 'DE' }, shippingMethodId: parcel?.id, couponCodes: ['welcome10', 'SUMMER25'] },
    lines: [quoteLine(1000), quoteLine(500, 2, { reference: 'book', taxCategory: 'reduced' })],
  });
  expect(quote.totals.gross).toBe(2290);
  expect(quote.coupons.map(({ eligible, reason }) => [eligible, reason?.code])).toEqual([
    [true, undefined],
    [false, 'expired'],
  ]);
  expect(quote.taxBreakdown.map(({ rate }) => rate)).toEqual(['0.19', '0.07']);
});

it('keeps a promotion that was made by one call and used by another', async () => {
  await room.promotions.create(promotion({ code: 'TEN' }));
  await room.pricing.redeem(newId('ord'), ['ten']);
  expect((await room.promotions.list({}, 1))[0]?.used).toBe(1);
});
