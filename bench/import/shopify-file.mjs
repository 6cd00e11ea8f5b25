// A Shopify product export of any size, the same for the same size: words, prices and options as a real shop has them.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

const HEADER = [
  ...[
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
  ],
  ...['Variant SKU', 'Variant Grams', 'Variant Inventory Qty', 'Variant Price', 'Variant Compare At Price', 'Variant Requires Shipping'],
  ...[
    'Variant Taxable',
    'Variant Barcode',
    'Image Src',
    'Image Position',
    'Image Alt Text',
    'Gift Card',
    'SEO Title',
    'Status',
    'Price / USD',
  ],
];
const COLOURS = ['Black', 'White', 'Navy', 'Olive', 'Sand', 'Red', 'Teal', 'Grey', 'Rust', 'Sky'];
const STYLES = ['Classic', 'Modern', 'Slim', 'Relaxed', 'Heavy', 'Light', 'Everyday', 'Travel', 'Studio', 'Garden'];
const MATERIALS = ['Cotton', 'Linen', 'Wool', 'Oak', 'Steel', 'Glass', 'Leather', 'Ceramic', 'Bamboo', 'Canvas'];
const THINGS = ['Shirt', 'Mug', 'Lamp', 'Chair', 'Bag', 'Jacket', 'Bowl', 'Blanket', 'Table', 'Notebook', 'Vase', 'Scarf'];
const TYPES = ['Clothing', 'Kitchen', 'Lighting', 'Furniture', 'Accessories', 'Outdoor', 'Textiles', 'Stationery', 'Decoration', 'Gifts'];
const SIZES = ['S', 'M', 'L', 'XL'];

/** Numbers from 0 to 1 that are the same in every run. */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

const cell = (value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
const line = (cells) => HEADER.map((name) => cell(String(cells[name] ?? ''))).join(',');

export const handleOf = (index) => {
  const { style, material, thing } = namesOf(numbers(index + 1));
  return `${style}-${material}-${thing}-${index}`.toLowerCase();
};

function namesOf(next) {
  const pick = (list) => list[Math.floor(next() * list.length)];
  return { style: pick(STYLES), material: pick(MATERIALS), thing: pick(THINGS), colour: pick(COLOURS) };
}

/** Two to four variants in two currencies, two images. */
function productLines(index) {
  const next = numbers(index + 1);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const { style, material, thing, colour } = namesOf(next);
  const handle = handleOf(index);
  const words = Array.from({ length: 12 }, () => pick([...STYLES, ...MATERIALS, ...COLOURS]).toLowerCase()).join(' ');
  const sizes = SIZES.slice(0, 2 + Math.floor(next() * 3));
  const first = {
    Title: `${style} ${material} ${thing} ${index}`,
    'Body (HTML)': `<p>A ${style.toLowerCase()} ${thing.toLowerCase()} of ${material.toLowerCase()}, ${words}.</p><ul><li>Care: see label</li><li>Colour: ${colour}</li></ul>`,
    Vendor: `Maker ${index % 200}`,
    Type: TYPES[index % TYPES.length],
    Tags: `${material.toLowerCase()}, ${colour.toLowerCase()}`,
    Published: 'true',
    'Option1 Name': 'Size',
    'Option2 Name': 'Colour',
    'Image Src': `https://images.example/${handle}.jpg`,
    'Image Position': 1,
    'Image Alt Text': `${style} ${thing}`,
    'Gift Card': 'false',
    'SEO Title': `${style} ${thing}`,
    Status: 'active',
  };
  const price = (5 + next() * 200).toFixed(2);
  const second = { 'Image Src': `https://images.example/${handle}-back.jpg`, 'Image Position': 2 };
  const stock = sizes.map(() => Math.floor(next() * 50));
  const lines = sizes.map((size, position) =>
    line({
      ...(position === 0 ? first : {}),
      ...(position === 1 ? second : {}),
      Handle: handle,
      'Option1 Value': size,
      'Option2 Value': colour,
      'Variant SKU': `SKU-${index}-${size}`,
      'Variant Grams': 100 + Math.floor(next() * 900),
      'Variant Inventory Qty': stock[position],
      'Variant Price': price,
      'Price / USD': price,
      'Variant Requires Shipping': 'true',
      'Variant Taxable': 'true',
      'Variant Barcode': 4000000000000 + index,
    }),
  );
  return { lines, stock: stock.reduce((sum, pieces) => sum + pieces, 0) };
}

/** Writes the file and answers how many products, variants and pieces of stock it has. */
export async function writeShopifyFile(path, products, from = 0) {
  const file = createWriteStream(path);
  const written = { products, variants: 0, stock: 0 };
  file.write(`${HEADER.join(',')}\n`);
  for (let index = from; index < from + products; index += 1) {
    const { lines, stock } = productLines(index);
    written.variants += lines.length;
    written.stock += stock;
    if (!file.write(`${lines.join('\n')}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  return written;
}
