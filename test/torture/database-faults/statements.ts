const HEADER = 4;
const QUERY = 0x03;
const PREPARE = 0x16;
const EXECUTE = 0x17;
const PREPARED = 0x00;
/** MySQL 8 and later: no query attributes, in one set. */
const NO_ATTRIBUTES = [0, 1];

/** Finds the statements in what a client sends, across the borders of chunks: those that are sent as text, and those that run prepared. */
export class StatementReader {
  private rest: Buffer = Buffer.alloc(0);
  private preparing: string | undefined;
  private readonly prepared = new Map<number, string>();

  /** The texts of the statements whose requests end in this chunk. */
  read(chunk: Buffer): string[] {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const statements: string[] = [];
    for (let packet = this.next(); packet !== undefined; packet = this.next()) {
      const { sequence, payload } = packet;
      if (sequence !== 0) continue;
      if (payload[0] === QUERY) statements.push(textOf(payload));
      if (payload[0] === PREPARE) this.preparing = payload.toString('utf8', 1);
      if (payload[0] === EXECUTE) statements.push(this.prepared.get(payload.readUInt32LE(1)) ?? 'unknown');
    }
    return statements;
  }

  /** What the server says; the client asks one thing at a time, so the answer to a preparation stands at the beginning of what follows it. */
  hear(chunk: Buffer): void {
    if (this.preparing !== undefined && chunk[HEADER] === PREPARED) this.prepared.set(chunk.readUInt32LE(HEADER + 1), this.preparing);
    this.preparing = undefined;
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
