/** Rows of one table as the columns store them: JSON as text, flags as 0 and 1, moments as Date. */
export interface RowSet {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** What becomes of a row that is there already, such as `name = VALUES(name)`; without it, it fails. */
  readonly onDuplicate?: string;
}

interface Statement {
  readonly sql: string;
  readonly params: readonly unknown[];
}

const MAX_ROWS = 1000;
/** In UTF-8 and with every character escaped still below the smallest packet that servers take by default. */
const MAX_CHARACTERS = 1_000_000;

/** INSERTs of many rows each, none so large that a server would refuse it. */
export function* insertStatements({ table, columns, rows, onDuplicate }: RowSet): Generator<Statement> {
  const update = onDuplicate === undefined ? '' : ` ON DUPLICATE KEY UPDATE ${onDuplicate}`;
  const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ?${update}`;
  let part: (readonly unknown[])[] = [];
  let size = 0;
  for (const row of rows) {
    const length = row.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 8), 0);
    if (part.length > 0 && (part.length >= MAX_ROWS || size + length > MAX_CHARACTERS)) {
      yield { sql, params: [part] };
      [part, size] = [[], 0];
    }
    part.push(row);
    size += length;
  }
  if (part.length > 0) yield { sql, params: [part] };
}
