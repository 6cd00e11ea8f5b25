import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLE = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';
const ID = 'CHAR(30) CHARACTER SET ascii COLLATE ascii_bin';

export class Inventory1700000004000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE inventory_stock (
        variant_id ${ID} NOT NULL,
        on_hand INT NOT NULL,
        reserved INT NOT NULL DEFAULT 0,
        version INT NOT NULL DEFAULT 1,
        PRIMARY KEY (variant_id),
        CONSTRAINT inventory_stock_covers_reserved CHECK (reserved >= 0 AND reserved <= on_hand)
      ) ${TABLE}`);
    await queryRunner.query(`
      CREATE TABLE inventory_reservation (
        id ${ID} NOT NULL,
        order_id ${ID} NOT NULL,
        variant_id ${ID} NOT NULL,
        quantity INT NOT NULL,
        restocked INT NOT NULL DEFAULT 0,
        state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        expires_at DATETIME(3) NOT NULL,
        reason VARCHAR(200) NULL,
        created_at DATETIME(3) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY inventory_reservation_once (order_id, variant_id),
        KEY inventory_reservation_expiry (state, expires_at),
        KEY inventory_reservation_variant (variant_id, state),
        CONSTRAINT inventory_reservation_stock FOREIGN KEY (variant_id) REFERENCES inventory_stock (variant_id) ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT inventory_reservation_positive CHECK (quantity > 0),
        CONSTRAINT inventory_reservation_restocked CHECK (restocked >= 0 AND restocked <= quantity),
        CONSTRAINT inventory_reservation_state CHECK (state IN ('held', 'consumed', 'released'))
      ) ${TABLE}`);
    await queryRunner.query(`
      CREATE TABLE inventory_movement (
        id ${ID} NOT NULL,
        variant_id ${ID} NOT NULL,
        kind VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        quantity INT NOT NULL,
        reason VARCHAR(200) NOT NULL,
        actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        order_id ${ID} NULL,
        created_at DATETIME(3) NOT NULL,
        PRIMARY KEY (id),
        KEY inventory_movement_variant (variant_id, id),
        CONSTRAINT inventory_movement_stock FOREIGN KEY (variant_id) REFERENCES inventory_stock (variant_id) ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT inventory_movement_sign CHECK (
          (kind IN ('initial', 'receipt', 'restock') AND quantity > 0)
          OR (kind IN ('sold', 'written_off') AND quantity < 0)
          OR (kind = 'correction' AND quantity <> 0))
      ) ${TABLE}`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE inventory_movement');
    await queryRunner.query('DROP TABLE inventory_reservation');
    await queryRunner.query('DROP TABLE inventory_stock');
  }
}
