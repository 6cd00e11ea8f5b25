import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { Relation } from 'typeorm';
import { CountColumn, IdColumn, InstantColumn, JsonColumn, TextColumn, VersionNumberColumn, AsciiColumn } from '../../../platform/database';
import { ID_LENGTH } from '../../../platform/ids';
import { Product } from '../catalog.entity';

const ASCII = { charset: 'ascii', collation: 'ascii_bin' } as const;
const BINARY = { type: 'varchar', charset: 'utf8mb4', collation: 'utf8mb4_bin' } as const;

/** The vocabulary: every word that some product has, or had. */
@Entity('catalog_search_term')
@Unique('catalog_search_term_term', ['term'])
@Index('catalog_search_term_stem', ['stem'])
export class SearchTerm {
  @PrimaryGeneratedColumn({ type: 'int' }) id!: number;
  @Column({ ...BINARY, length: 40 }) term!: string;
  /** What its other forms share with it. */
  @Column({ ...BINARY, length: 40 }) stem!: string;
  /** As it was first written. */
  @Column({ ...BINARY, length: 40 }) spelling!: string;
  /** About how many products have it: a job counts now and then, so that writers need not. */
  @CountColumn({ default: 0 }) products!: number;
  /** From 1, every other product has it, to 8. */
  @Column({ type: 'smallint', default: 8 }) rarity!: number;
}

/** The inverted index: which product has which word, and how much it is about it. */
@Entity('catalog_search_posting')
export class SearchPosting {
  @PrimaryColumn({ type: 'int' }) termId!: number;
  /** `search_number` of the product. */
  @PrimaryColumn({ type: 'int' }) productNumber!: number;
  @Column({ type: 'smallint' }) weight!: number;
}

/** Words by what is left of them when letters are missing: whoever mistypes a word shares a rest with it. */
@Entity('catalog_search_rest')
export class SearchRest {
  @PrimaryColumn({ ...BINARY, length: 8 }) rest!: string;
  @PrimaryColumn({ type: 'int' }) termId!: number;
}

/** What the index has of a product, so that a change writes the difference only. */
@Entity('catalog_search_source')
@Index('catalog_search_source_version', ['indexVersion', 'productId'])
export class SearchSource {
  @IdColumn() productId!: string;
  @ManyToOne(() => Product, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'product_id', foreignKeyConstraintName: 'catalog_search_source_product_fk' })
  product!: Relation<Product>;
  /** By which rules it was indexed; 0 when something that it is found by has changed elsewhere. */
  @CountColumn() indexVersion!: number;
  /** Its words and their weights, six bytes each. */
  @Column({ type: 'mediumblob' }) words!: Buffer;
}

/** Words that staff let shoppers use for each other. */
@Entity('catalog_search_synonym')
export class SearchSynonym {
  @IdColumn() id!: string;
  @AsciiColumn(16) kind!: 'equivalent' | 'one_way';
  /** Of a one-way one: what is typed. */
  @TextColumn(80, { nullable: true }) fromWords!: string | null;
  @JsonColumn() words!: readonly string[];
  @VersionNumberColumn() version!: number;
  @InstantColumn() createdAt!: Date;
  @InstantColumn() updatedAt!: Date;
}

/** The same as a search looks for it: a row for each word of each thing that is found too. */
@Entity('catalog_search_synonym_word')
@Index('catalog_search_synonym_word_synonym', ['synonymId'])
export class SearchSynonymWord {
  /** Stems of what is typed, a blank between them. */
  @PrimaryColumn({ ...BINARY, length: 130 }) typed!: string;
  @PrimaryColumn({ type: 'char', length: ID_LENGTH, ...ASCII }) synonymId!: string;
  @ManyToOne(() => SearchSynonym, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'synonym_id', foreignKeyConstraintName: 'catalog_search_synonym_word_fk' })
  synonym!: Relation<SearchSynonym>;
  /** Which of the group's other words, or of what a one-way synonym finds. */
  @PrimaryColumn({ type: 'smallint' }) reading!: number;
  /** Which word of it, from 0, and of how many. */
  @PrimaryColumn({ type: 'smallint' }) part!: number;
  @Column({ type: 'smallint' }) parts!: number;
  @Column({ ...BINARY, length: 40 }) stem!: string;
}

export const searchEntities = [SearchTerm, SearchPosting, SearchRest, SearchSource, SearchSynonym, SearchSynonymWord] as const;
