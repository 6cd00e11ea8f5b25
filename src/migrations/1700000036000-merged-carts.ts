import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A guest cart that was merged keeps nothing of the person: its lines are in the customer's cart, and nobody can open it. */
export class MergedCarts1700000036000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE cart_cart SET contact_sealed = NULL WHERE status = 'merged' AND contact_sealed IS NOT NULL`);
  }

  async down(): Promise<void> {
    // What was forgotten stays forgotten.
  }
}
