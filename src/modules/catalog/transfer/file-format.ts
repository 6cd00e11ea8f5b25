/** `shopify_csv`: Shopify's product export. `csv`: our own columns, a row for each variant. `jsonl`: one whole product on each line. */
export const FILE_FORMATS = ['shopify_csv', 'csv', 'jsonl'] as const;

/** Those that are a table, and may be asked for as `products.csv`. */
export const TABLE_FORMATS = ['shopify_csv', 'csv'] as const;

export type FileFormat = (typeof FILE_FORMATS)[number];

/** How a download of the format is called and served. */
export const FILE_TYPES: Readonly<Record<FileFormat, { readonly extension: string; readonly mediaType: string }>> = {
  shopify_csv: { extension: 'csv', mediaType: 'text/csv; charset=utf-8; header=present' },
  csv: { extension: 'csv', mediaType: 'text/csv; charset=utf-8; header=present' },
  jsonl: { extension: 'jsonl', mediaType: 'application/jsonl; charset=utf-8' },
};
