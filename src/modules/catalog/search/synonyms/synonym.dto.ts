import { ApiProperty } from '@nestjs/swagger';
import { Example, ListOfText, OneOf, Optional, OptionalOrNull, Text } from '../../../../platform/http';
import type { SearchSynonym } from '../search.entity';
import { SYNONYM_KINDS } from './synonym-words';
import type { SynonymContent, SynonymKind } from './synonym-words';

const LONGEST = 80;
const MOST = 20;

export class CreateSynonymRequest {
  /** `equivalent`: each of the words finds what the others do. `one_way`: who types `from` finds what the words do, and not the other way round. */
  @OneOf(SYNONYM_KINDS, 'SynonymKind', { example: 'equivalent' })
  readonly kind!: SynonymKind;

  /** Of a one-way synonym: what is typed, one to three words. Null or absent otherwise. */
  @OptionalOrNull()
  @Text(1, LONGEST, { example: 'jewellery' })
  readonly from?: string | null;

  /** One to three words each; capitals, accents, plurals and hyphens make no difference. */
  @ListOfText(1, LONGEST, { min: 1, max: MOST, example: ['jumper', 'sweater', 'pullover'] })
  readonly words!: string[];
}

/** JSON Merge Patch: what is absent stays, null empties. */
export class UpdateSynonymRequest {
  /** `equivalent`: each of the words finds what the others do. `one_way`: who types `from` finds what the words do, and not the other way round. */
  @Optional()
  @OneOf(SYNONYM_KINDS, 'SynonymKind', { example: 'equivalent' })
  readonly kind?: SynonymKind;

  /** Of a one-way synonym: what is typed, one to three words. */
  @OptionalOrNull()
  @Text(1, LONGEST, { example: 'jewellery' })
  readonly from?: string | null;

  /** One to three words each, in place of all that there are. */
  @Optional()
  @ListOfText(1, LONGEST, { min: 1, max: MOST, example: ['jumper', 'sweater'] })
  readonly words?: string[];
}

/** Words that shoppers may use for each other. */
export class SynonymResponse {
  /** The synonym's id. @example syn_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  /** For `If-Match` of every change, as part of the ETag. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  readonly version!: number;

  /** In which direction it works. */
  @ApiProperty({ enum: SYNONYM_KINDS, enumName: 'SynonymKind', example: 'equivalent' })
  readonly kind!: SynonymKind;

  /** Of a one-way synonym: what is typed. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly from!: string | null;

  /** What is found too; of equivalent words all of them. */
  @ApiProperty({ type: 'array', items: { type: 'string' }, example: ['jumper', 'sweater', 'pullover'] })
  readonly words!: string[];

  /** When it was made. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly createdAt!: string;

  /** When it was changed last. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly updatedAt!: string;

  static from({ id, version, kind, fromWords, words, createdAt, updatedAt }: SearchSynonym): SynonymResponse {
    const times = { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
    return { id, version, kind, from: fromWords, words: [...words], ...times };
  }
}

export function contentOf({ kind, from = null, words }: CreateSynonymRequest): SynonymContent {
  return { kind, from, words };
}

export function changesOf({ kind, from, words }: UpdateSynonymRequest): Partial<SynonymContent> {
  return { ...(kind !== undefined && { kind }), ...(from !== undefined && { from }), ...(words !== undefined && { words }) };
}
