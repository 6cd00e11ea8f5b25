import { Money } from '../platform/money';
import type { ImageDraft, ProductDraft, VariantDraft } from '../modules/catalog';
import { COLOURS } from './illustrations';

/** Prices in minor units: euro, then US dollar. */
export type PricePair = readonly [eur: number, usd: number];

export interface DemoProduct {
  readonly title: string;
  readonly text: string;
  readonly details?: readonly string[];
  readonly vendor: string;
  readonly type: string;
  readonly path: readonly [string, string, string];
  readonly tags: readonly string[];
  /** Start of every SKU. */
  readonly sku: string;
  readonly price: PricePair;
  readonly was?: PricePair;
  /** What a value adds to the price, in both currencies. */
  readonly more?: Readonly<Record<string, number>>;
  readonly options?: Readonly<Record<string, readonly string[]>>;
  /** Pieces, variant by variant; the list starts over when it is shorter. */
  readonly stock: readonly number[];
  readonly grams: number;
  readonly drawing: string;
  /** Of the drawing, where no option is a colour. */
  readonly colour?: string;
  readonly tax?: 'standard' | 'reduced' | 'exempt';
  readonly status?: 'draft';
  readonly giftCard?: boolean;
}

type Combination = readonly (readonly [option: string, value: string])[];

/** Makes the catalogue's own draft of a product; needs to know where its pictures will be served. */
export type DemoDraft = (imageBase: string) => ProductDraft;

function combinations(options: DemoProduct['options'] = {}): Combination[] {
  return Object.entries(options).reduce<Combination[]>(
    (found, [option, values]) => found.flatMap((combination) => values.map((value) => [...combination, [option, value] as const])),
    [[]],
  );
}

const code = (value: string): string =>
  value
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, 4);

function imageUrl(imageBase: string, demo: DemoProduct, combination: Combination): string {
  const value = combination.map(([, text]) => text).find((text) => text in COLOURS) ?? demo.colour ?? 'Stone';
  return `${imageBase}/${demo.drawing}.svg?colour=${COLOURS[value] ?? COLOURS['Stone']}`;
}

function money([eur, usd]: PricePair, added: number): Money[] {
  return [Money.of(eur + added, 'EUR'), Money.of(usd + added, 'USD')];
}

function variant(imageBase: string, demo: DemoProduct, combination: Combination, index: number): VariantDraft {
  const added = combination.reduce((sum, [, value]) => sum + (demo.more?.[value] ?? 0), 0);
  return {
    sku: [demo.sku, ...combination.map(([, value]) => code(value))].join('-'),
    options: Object.fromEntries(combination),
    prices: money(demo.price, added),
    compareAt: demo.was ? money(demo.was, added) : [],
    barcode: null,
    weightGrams: demo.grams,
    requiresShipping: !demo.giftCard,
    taxable: true,
    onHand: demo.stock[index % demo.stock.length] ?? 0,
    imageUrl: imageUrl(imageBase, demo, combination),
    extra: {},
  };
}

function images(title: string, variants: readonly VariantDraft[]): ImageDraft[] {
  const once = new Map(variants.flatMap(({ imageUrl: url, options }) => (url === null ? [] : [[url, options] as const])).reverse());
  return [...once].reverse().map(([url, options], index) => {
    const colour = Object.values(options).find((value) => value in COLOURS);
    return { url, alt: colour ? `${title} in ${colour}` : title, position: index + 1 };
  });
}

function html({ text, details = [] }: DemoProduct): string {
  const list = details.length > 0 ? `<ul>${details.map((detail) => `<li>${detail}</li>`).join('')}</ul>` : '';
  return `<p>${text}</p>${list}`;
}

export function product(slug: string, demo: DemoProduct): DemoDraft {
  return (imageBase) => {
    const variants = combinations(demo.options).map((combination, index) => variant(imageBase, demo, combination, index));
    return {
      slug,
      title: demo.title,
      description: html(demo),
      vendor: demo.vendor,
      productType: demo.type,
      tags: demo.tags,
      status: demo.status ?? 'published',
      taxCategory: demo.tax ?? 'standard',
      seoTitle: null,
      seoDescription: null,
      giftCard: demo.giftCard ?? false,
      options: Object.entries(demo.options ?? {}).map(([name, values]) => ({ name, values })),
      variants,
      images: images(demo.title, variants),
      categoryPaths: [demo.path],
      extra: {},
    };
  };
}
