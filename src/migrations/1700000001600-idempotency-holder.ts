import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who holds a key, so that a claim whose answer got lost can be given back by the one who may have made it. */
export class IdempotencyHolder1700000001600 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'ALTER TABLE platform_idempotency ADD COLUMN holder CHAR(30) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER fence',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE platform_idempotency DROP COLUMN holder');
  }
}
