import type { MigrationInterface, QueryRunner } from 'typeorm';

const ascii = (length: number): string => `VARCHAR(${length}) CHARACTER SET ascii COLLATE ascii_bin`;

export class PaymentsSandboxFault1700000014000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE payments_sandbox_fault (
         id BIGINT NOT NULL AUTO_INCREMENT,
         operation ${ascii(16)} NOT NULL,
         kind ${ascii(16)} NOT NULL,
         payment_method ${ascii(64)} NULL,
         delay_ms INT NOT NULL,
         remaining INT NOT NULL,
         created_at DATETIME(3) NOT NULL,
         PRIMARY KEY (id),
         CONSTRAINT payments_sandbox_fault_counts CHECK (delay_ms >= 0 AND remaining >= 0)
       ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE payments_sandbox_fault');
  }
}
