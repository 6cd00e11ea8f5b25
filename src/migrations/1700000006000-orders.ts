import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLE = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';
const ASCII = 'CHARACTER SET ascii COLLATE ascii_bin';
const ID = `CHAR(30) ${ASCII}`;

export class Orders1700000006000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [ORDER, LINE, HISTORY, FULFILMENT, FULFILMENT_LINE]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['fulfilment_line', 'fulfilment', 'history', 'line', 'order'])
      await queryRunner.query(`DROP TABLE orders_${table}`);
  }
}

const ORDER = `
  CREATE TABLE orders_order (
    id ${ID} NOT NULL,
    number VARCHAR(12) ${ASCII} NOT NULL,
    status VARCHAR(16) ${ASCII} NOT NULL,
    currency CHAR(3) ${ASCII} NOT NULL,
    cart_id ${ID} NOT NULL,
    customer_id ${ID} NULL,
    token_hash VARCHAR(64) ${ASCII} NOT NULL,
    email MEDIUMTEXT NOT NULL,
    email_hash VARCHAR(64) ${ASCII} NOT NULL,
    shipping_address MEDIUMTEXT NULL,
    billing_address MEDIUMTEXT NULL,
    shipping_method JSON NULL,
    subtotal BIGINT NOT NULL,
    discount_total BIGINT NOT NULL,
    shipping_total BIGINT NOT NULL,
    shipping_net BIGINT NOT NULL,
    shipping_tax BIGINT NOT NULL,
    tax_total BIGINT NOT NULL,
    grand_total BIGINT NOT NULL,
    tax_breakdown JSON NOT NULL,
    coupons JSON NOT NULL,
    version INT NOT NULL DEFAULT 1,
    placed_at DATETIME(3) NOT NULL,
    paid_at DATETIME(3) NULL,
    cancelled_at DATETIME(3) NULL,
    cancel_reason VARCHAR(200) NULL,
    PRIMARY KEY (id),
    UNIQUE KEY orders_order_number (number),
    UNIQUE KEY orders_order_cart (cart_id),
    KEY orders_order_placed (placed_at),
    KEY orders_order_status (status, placed_at),
    KEY orders_order_customer (customer_id, placed_at),
    KEY orders_order_email (email_hash, placed_at),
    CONSTRAINT orders_order_status_known CHECK (
      status IN ('pending_payment', 'paid', 'part_fulfilled', 'fulfilled', 'cancelled', 'part_refunded', 'refunded')),
    CONSTRAINT orders_order_not_negative CHECK (
      subtotal >= 0 AND discount_total >= 0 AND shipping_total >= 0 AND shipping_net >= 0 AND shipping_tax >= 0
      AND tax_total >= 0 AND grand_total >= 0)
  ) ${TABLE}`;

const LINE = `
  CREATE TABLE orders_line (
    id ${ID} NOT NULL,
    order_id ${ID} NOT NULL,
    position INT NOT NULL,
    variant_id ${ID} NOT NULL,
    product_id ${ID} NOT NULL,
    sku VARCHAR(100) NULL,
    title VARCHAR(300) NOT NULL,
    variant_title VARCHAR(300) NOT NULL,
    options JSON NOT NULL,
    image_url VARCHAR(2048) NULL,
    requires_shipping TINYINT NOT NULL,
    quantity INT NOT NULL,
    fulfilled INT NOT NULL DEFAULT 0,
    unit_price BIGINT NOT NULL,
    subtotal BIGINT NOT NULL,
    discount BIGINT NOT NULL,
    net BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    total BIGINT NOT NULL,
    tax_components JSON NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY orders_line_position (order_id, position),
    KEY orders_line_variant (variant_id),
    CONSTRAINT orders_line_order FOREIGN KEY (order_id) REFERENCES orders_order (id) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT orders_line_quantity CHECK (quantity > 0),
    CONSTRAINT orders_line_fulfilled CHECK (fulfilled >= 0 AND fulfilled <= quantity),
    CONSTRAINT orders_line_not_negative CHECK (
      unit_price >= 0 AND subtotal >= 0 AND discount >= 0 AND net >= 0 AND tax >= 0 AND total >= 0)
  ) ${TABLE}`;

const HISTORY = `
  CREATE TABLE orders_history (
    order_id ${ID} NOT NULL,
    version INT NOT NULL,
    from_status VARCHAR(16) ${ASCII} NULL,
    to_status VARCHAR(16) ${ASCII} NOT NULL,
    reason VARCHAR(200) NULL,
    actor VARCHAR(64) ${ASCII} NOT NULL,
    created_at DATETIME(3) NOT NULL,
    PRIMARY KEY (order_id, version),
    CONSTRAINT orders_history_order FOREIGN KEY (order_id) REFERENCES orders_order (id) ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ${TABLE}`;

const FULFILMENT = `
  CREATE TABLE orders_fulfilment (
    id ${ID} NOT NULL,
    order_id ${ID} NOT NULL,
    carrier VARCHAR(100) NULL,
    tracking_number VARCHAR(100) NULL,
    tracking_url VARCHAR(2048) NULL,
    actor VARCHAR(64) ${ASCII} NOT NULL,
    created_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    KEY orders_fulfilment_of_order (order_id, id),
    CONSTRAINT orders_fulfilment_order FOREIGN KEY (order_id) REFERENCES orders_order (id) ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ${TABLE}`;

const FULFILMENT_LINE = `
  CREATE TABLE orders_fulfilment_line (
    fulfilment_id ${ID} NOT NULL,
    line_id ${ID} NOT NULL,
    quantity INT NOT NULL,
    PRIMARY KEY (fulfilment_id, line_id),
    KEY orders_fulfilment_line_of_line (line_id),
    CONSTRAINT orders_fulfilment_line_fulfilment FOREIGN KEY (fulfilment_id) REFERENCES orders_fulfilment (id) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT orders_fulfilment_line_line FOREIGN KEY (line_id) REFERENCES orders_line (id) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT orders_fulfilment_line_positive CHECK (quantity > 0)
  ) ${TABLE}`;
