import { isUtf8 } from 'node:buffer';
import { escapePointer } from './json-pointer';

/** Why a text is not the JSON we take. The pointer says where, as far as that is known. */
export class StrictJsonError extends Error {
  constructor(
    readonly code: string,
    readonly detail: string,
    readonly pointer: string = '',
  ) {
    super(detail);
    this.name = 'StrictJsonError';
  }
}

export const MAX_DEPTH = 32;

interface Frame {
  /** The keys seen so far; undefined for a list. */
  readonly keys: Set<string> | undefined;
  /** The current key or index. */
  at: string | number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NUMBER = /-?[0-9][0-9.eE+-]*/y;
const INTEGER = /^-?(0|[1-9][0-9]*)$/;
const LONE_SURROGATE = /[\ud800-\udfff]/u;

/**
 * JSON.parse behind one pass over the text that refuses what JSON.parse would quietly accept: deep nesting, duplicate keys, keys of
 * Object.prototype, lone surrogates, NUL, and numbers other than exact integers (`1.5`, `1e3`, `-0`, 2^53+1: no request needs them).
 * On text that is not JSON at all the pass may get lost, harmlessly: JSON.parse has the last word.
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  if (!isUtf8(bytes)) throw new StrictJsonError('utf8', 'The body is not valid UTF-8.');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  if (text.charCodeAt(0) === 0xfeff) throw new StrictJsonError('byte_order_mark', 'The body starts with a byte order mark.');
  new Scanner(text).scan();
  try {
    return JSON.parse(text);
  } catch {
    throw new StrictJsonError('json', 'The body is not valid JSON.');
  }
}

class Scanner {
  private readonly frames: Frame[] = [];
  private position = 0;
  private expectsKey = false;

  constructor(private readonly text: string) {}

  scan(): void {
    while (this.position < this.text.length) this.step(this.text.charCodeAt(this.position));
  }

  private step(code: number): void {
    switch (code) {
      case QUOTE:
        return this.string();
      case 0x7b: // {
        return this.open({ keys: new Set(), at: '' });
      case 0x5b: // [
        return this.open({ keys: undefined, at: 0 });
      case 0x7d: // }
      case 0x5d: // ]
        this.frames.pop();
        this.expectsKey = false;
        break;
      case 0x2c: // ,
        this.next();
        break;
      default:
        if (code === 0x2d || (code >= 0x30 && code <= 0x39)) return this.number();
    }
    this.position += 1;
  }

  private open(frame: Frame): void {
    if (this.frames.length >= MAX_DEPTH) throw new StrictJsonError('too_deep', `The body is nested deeper than ${MAX_DEPTH} levels.`);
    this.frames.push(frame);
    this.expectsKey = frame.keys !== undefined;
    this.position += 1;
  }

  private next(): void {
    const frame = this.frames.at(-1);
    if (frame === undefined) return;
    if (typeof frame.at === 'number') frame.at += 1;
    this.expectsKey = frame.keys !== undefined;
  }

  private string(): void {
    const end = this.endOfString();
    const raw = this.text.slice(this.position, end);
    const value = raw.includes('\\') ? this.unescape(raw) : raw.slice(1, -1);
    this.position = end;
    if (value.includes('\0')) this.refuse('nul', 'A text holds the character NUL.');
    if (LONE_SURROGATE.test(value)) this.refuse('lone_surrogate', 'A text holds half of a surrogate pair.');
    const isKey = this.expectsKey;
    this.expectsKey = false;
    if (isKey) this.key(value);
  }

  private endOfString(): number {
    for (let i = this.position + 1; i < this.text.length; i += 1) {
      const code = this.text.charCodeAt(i);
      if (code === QUOTE) return i + 1;
      if (code === BACKSLASH) i += 1;
    }
    throw new StrictJsonError('json', 'The body is not valid JSON.');
  }

  private unescape(raw: string): string {
    try {
      return String(JSON.parse(raw));
    } catch {
      throw new StrictJsonError('json', 'The body is not valid JSON.');
    }
  }

  private key(key: string): void {
    const frame = this.frames.at(-1);
    if (frame?.keys === undefined) return;
    frame.at = key;
    if (frame.keys.has(key)) this.refuse('duplicate_key', 'The key is there twice.');
    // Such a key would reach into how objects work: __proto__, constructor, hasOwnProperty ...
    if (key in Object.prototype || key === 'prototype') this.refuse('forbidden_key', 'The key is not allowed.');
    frame.keys.add(key);
  }

  private number(): void {
    NUMBER.lastIndex = this.position;
    const literal = NUMBER.exec(this.text)?.[0] ?? '-';
    this.position += literal.length;
    if (!INTEGER.test(literal) || literal === '-0') this.refuse('integer', 'must be a whole number, written without fraction or exponent');
    if (!Number.isSafeInteger(Number(literal))) this.refuse('integer', 'must be a whole number within 2^53-1');
  }

  private refuse(code: string, detail: string): never {
    throw new StrictJsonError(code, detail, this.pointer());
  }

  /** A key that cannot even be read has no pointer of its own; its object has. */
  private pointer(): string {
    const frames = this.expectsKey ? this.frames.slice(0, -1) : this.frames;
    return frames.map(({ at }) => `/${escapePointer(String(at))}`).join('');
  }
}
