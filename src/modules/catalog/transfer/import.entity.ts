import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import type { Relation } from 'typeorm';
import {
  AsciiColumn,
  CountColumn,
  CurrencyColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  MoneyColumn,
  RefColumn,
  TextColumn,
} from '../../../platform/database';
import { ID_LENGTH } from '../../../platform/ids';
import type { FileFormat } from './file-format';

export const IMPORT_STATUSES = ['pending', 'running', 'completed', 'failed'] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];
/** So many problems of rows are kept and shown; the number of all of them is counted. */
export const MAX_PROBLEMS = 1000;

const ID = { type: 'char', length: ID_LENGTH, charset: 'ascii', collation: 'ascii_bin' } as const;

/** A file on its way into the catalogue. Counts move in the transaction of the product they count, so they survive any crash exactly. */
@Entity('catalog_import')
@Unique('catalog_import_claim', ['claimedBy'])
@Index('catalog_import_queue', ['status', 'id'])
export class CatalogImport {
  @IdColumn() id!: string;
  @AsciiColumn(16) status!: ImportStatus;
  @AsciiColumn(32) format!: FileFormat;
  @FlagColumn() dryRun!: boolean;
  /** Of the plain price columns; the format names none. */
  @CurrencyColumn() currency!: string;
  @TextColumn(255) fileName!: string;
  @CountColumn() fileSize!: number;
  /** Products in the file, known once it was read through. */
  @CountColumn({ nullable: true }) total!: number | null;
  @CountColumn({ default: 0 }) processed!: number;
  @CountColumn({ default: 0 }) created!: number;
  @CountColumn({ default: 0 }) updated!: number;
  @CountColumn({ default: 0 }) skipped!: number;
  @CountColumn({ default: 0 }) failed!: number;
  @CountColumn({ default: 0 }) problems!: number;
  @CountColumn({ default: 0 }) attempts!: number;
  /** Names one attempt of one process; every write of the attempt states it. */
  @AsciiColumn(64, { nullable: true }) claimedBy!: string | null;
  @InstantColumn({ nullable: true }) leaseUntil!: Date | null;
  @RefColumn({ nullable: true }) createdBy!: string | null;
  @InstantColumn() createdAt!: Date;
  @InstantColumn({ nullable: true }) startedAt!: Date | null;
  @InstantColumn({ nullable: true }) finishedAt!: Date | null;
}

/** A piece of an uploaded file, kept until the import has ended. Without a foreign key: the pieces arrive before the import exists. */
@Entity('catalog_import_chunk')
@Index('catalog_import_chunk_age', ['createdAt'])
export class CatalogImportChunk {
  @PrimaryColumn(ID) importId!: string;
  @PrimaryColumn({ type: 'int' }) position!: number;
  @Column({ type: 'mediumblob' }) bytes!: Buffer;
  @InstantColumn() createdAt!: Date;
}

@Entity('catalog_import_problem')
export class CatalogImportProblem {
  @PrimaryColumn(ID) importId!: string;
  @ManyToOne(() => CatalogImport, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'import_id', foreignKeyConstraintName: 'catalog_import_problem_import_fk' })
  import!: Relation<CatalogImport>;
  @PrimaryColumn({ type: 'int' }) position!: number;
  @CountColumn() line!: number;
  @TextColumn(1000) problem!: string;
}

/** A file on its way out. Its pieces are stored like those of an import, under an id of each attempt's own. */
@Entity('catalog_export')
@Unique('catalog_export_claim', ['claimedBy'])
@Index('catalog_export_queue', ['status', 'id'])
export class CatalogExport {
  @IdColumn() id!: string;
  @AsciiColumn(16) status!: ImportStatus;
  @AsciiColumn(32) format!: FileFormat;
  /** Products of the catalogue when it began. */
  @CountColumn({ nullable: true }) total!: number | null;
  @CountColumn({ default: 0 }) processed!: number;
  @MoneyColumn({ nullable: true }) fileSize!: number | null;
  /** Under which the pieces of the file are stored, once it is whole. */
  @RefColumn({ nullable: true }) fileId!: string | null;
  @CountColumn({ default: 0 }) attempts!: number;
  @AsciiColumn(64, { nullable: true }) claimedBy!: string | null;
  @InstantColumn({ nullable: true }) leaseUntil!: Date | null;
  @RefColumn({ nullable: true }) createdBy!: string | null;
  @InstantColumn() createdAt!: Date;
  @InstantColumn({ nullable: true }) startedAt!: Date | null;
  @InstantColumn({ nullable: true }) finishedAt!: Date | null;
}

export const catalogImportEntities = [CatalogImport, CatalogImportChunk, CatalogImportProblem, CatalogExport] as const;
