import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Cart1700000008000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE cart_cart (
        id CHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        version INT NOT NULL DEFAULT 1,
        status VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        customer_id CHAR(30) CHARACTER SET ascii COLLATE ascii_bin NULL,
        active_customer_id CHAR(30) CHARACTER SET ascii COLLATE ascii_bin NULL,
        token_hash VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
        merged_into CHAR(30) CHARACTER SET ascii COLLATE ascii_bin NULL,
        contact_sealed MEDIUMTEXT NULL,
        shipping_method_id CHAR(30) CHARACTER SET ascii COLLATE ascii_bin NULL,
        coupon_codes JSON NOT NULL,
        created_at DATETIME(3) NOT NULL,
        updated_at DATETIME(3) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY cart_cart_one_active (active_customer_id),
        KEY cart_cart_customer (customer_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci`);
    await queryRunner.query(`
      CREATE TABLE cart_line (
        id CHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        cart_id CHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        variant_id CHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        quantity INT NOT NULL,
        title VARCHAR(255) NOT NULL,
        seen_amount BIGINT NOT NULL,
        created_at DATETIME(3) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY cart_line_variant (cart_id, variant_id),
        CONSTRAINT cart_line_cart FOREIGN KEY (cart_id) REFERENCES cart_cart (id) ON DELETE CASCADE ON UPDATE NO ACTION,
        CONSTRAINT cart_line_quantity CHECK (quantity BETWEEN 1 AND 9999)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE cart_line');
    await queryRunner.query('DROP TABLE cart_cart');
  }
}
