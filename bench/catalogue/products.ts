import { SeededRandom } from '../../test/torture/seeded-random';
import { COLOURS, LOOKS, MATERIALS, SENTENCES, SHELVES, SIZES, TAGS, VENDORS } from './words';

export const COLUMNS = [
  'Handle',
  'Title',
  'Body (HTML)',
  'Vendor',
  'Type',
  'Tags',
  'Published',
  'Option1 Name',
  'Option1 Value',
  'Option2 Name',
  'Option2 Value',
  'Variant SKU',
  'Variant Grams',
  'Variant Inventory Qty',
  'Variant Price',
  'Price / USD',
  'Variant Barcode',
  'Image Src',
  'Image Position',
  'Image Alt Text',
  'Status',
  'Portico Categories',
] as const;

type Column = (typeof COLUMNS)[number];
export type Row = Readonly<Partial<Record<Column, string>>>;

/** More than any run can sell. */
const STOCK = '1000000';

/** Rows of a Shopify export, the same ones for the same seed: `count` products with 1 to 6 variants and two images each. */
export function* productRows(count: number, seed = 'bench'): Generator<Row> {
  const random = new SeededRandom(seed);
  for (let number = 1; number <= count; number += 1) yield* product(number, random);
}

function product(number: number, random: SeededRandom): Row[] {
  const [department, shelves] = random.pick(Object.entries(SHELVES));
  const [shelf, things] = random.pick(Object.entries(shelves));
  const thing: string = random.pick(things);
  const title = `${random.pick(LOOKS)} ${random.pick(MATERIALS)} ${thing}`;
  const handle = `${title.toLowerCase().replaceAll(' ', '-')}-${number}`;
  const variants = variantRows(handle, number, random);
  const images = [1, 2].map((place) => ({
    'Image Src': `https://images.example.com/${handle}-${place}.jpg`,
    'Image Position': String(place),
    'Image Alt Text': `${title}, picture ${place}`,
  }));
  const first: Row = {
    Title: title,
    'Body (HTML)': `<p>${random.shuffle(SENTENCES).slice(0, random.between(3, 6)).join(' ')}</p>`,
    Vendor: random.pick(VENDORS),
    Type: thing,
    Tags: random.shuffle(TAGS).slice(0, random.between(1, 4)).join(', '),
    Published: 'true',
    Status: 'active',
    'Portico Categories': `${department} > ${shelf}`,
  };
  const length = Math.max(variants.length, images.length);
  return Array.from({ length }, (_, index) => ({ Handle: handle, ...(index === 0 && first), ...variants[index], ...images[index] }));
}

function variantRows(handle: string, number: number, random: SeededRandom): Row[] {
  const price = random.between(300, 20_000);
  const sizes = SIZES.slice(0, random.between(1, 3));
  const colours = COLOURS.slice(0, random.between(1, 2));
  const all = sizes.flatMap((size) => colours.map((colour) => ({ size, colour })));
  return all.map(({ size, colour }, index) => ({
    ...(index === 0 && { 'Option1 Name': 'Size', 'Option2 Name': 'Colour' }),
    'Option1 Value': size,
    'Option2 Value': colour,
    'Variant SKU': `B-${number}-${size}-${colour}`.toUpperCase(),
    'Variant Grams': String(random.between(50, 5_000)),
    'Variant Inventory Qty': STOCK,
    'Variant Price': decimal(price + 100 * index),
    'Price / USD': decimal(Math.round(1.1 * (price + 100 * index))),
    'Variant Barcode': `${handle.length}${String(number).padStart(10, '0')}`,
  }));
}

function decimal(minor: number): string {
  return (minor / 100).toFixed(2);
}
