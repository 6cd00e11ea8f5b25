import type { MigrationInterface, QueryRunner } from 'typeorm';

const ID = 'CHAR(30) CHARACTER SET ascii COLLATE ascii_bin';
const ascii = (length: number) => `VARCHAR(${length}) CHARACTER SET ascii COLLATE ascii_bin`;

export class Notifications1700000010000 implements MigrationInterface {
  readonly name = 'Notifications1700000010000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE notifications_mail (
      id ${ID} NOT NULL,
      event_id ${ID} NOT NULL,
      kind ${ascii(40)} NOT NULL,
      status ${ascii(10)} NOT NULL,
      attempts INT NOT NULL,
      lease_until DATETIME(3) NOT NULL,
      sent_at DATETIME(3) NULL,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (id),
      UNIQUE INDEX notifications_mail_once (event_id, kind),
      INDEX notifications_mail_created (created_at),
      CONSTRAINT notifications_mail_status_known CHECK (status IN ('pending', 'sent', 'skipped')),
      CONSTRAINT notifications_mail_sent_at CHECK ((status = 'sent') = (sent_at IS NOT NULL))
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS notifications_mail');
  }
}
