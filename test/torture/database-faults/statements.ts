const HEADER = 4;
const QUERY = 0x03;
/** MySQL 8 and later: no query attributes, in one set. */
const NO_ATTRIBUTES = [0, 1];

/** Finds the statements in what a client sends, across the borders of chunks. Only plain queries are seen; the shop sends no others. */
export class StatementReader {
  private rest: Buffer = Buffer.alloc(0);

  /** The texts of the queries that end in this chunk. */
  read(chunk: Buffer): string[] {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const statements: string[] = [];
    for (let packet = this.next(); packet !== undefined; packet = this.next()) {
      const isQuery = packet.sequence === 0 && packet.payload[0] === QUERY;
      if (isQuery) statements.push(textOf(packet.payload));
    }
    return statements;
  }

  private next(): { readonly sequence: number; readonly payload: Buffer } | undefined {
    if (this.rest.length < HEADER) return undefined;
    const end = HEADER + this.rest.readUIntLE(0, 3);
    if (this.rest.length < end) return undefined;
    const packet = { sequence: this.rest.readUInt8(3), payload: this.rest.subarray(HEADER, end) };
    this.rest = this.rest.subarray(end);
    return packet;
  }
}

function textOf(payload: Buffer): string {
  const hasAttributes = NO_ATTRIBUTES.every((byte, index) => payload[1 + index] === byte);
  return payload.toString('utf8', hasAttributes ? 1 + NO_ATTRIBUTES.length : 1);
}
