import { Platform1700000001000 } from './1700000001000-platform';
import { IdempotencyLookup1700000001500 } from './1700000001500-idempotency-lookup';
import { IdempotencyHolder1700000001600 } from './1700000001600-idempotency-holder';
import { Auth1700000002000 } from './1700000002000-auth';
import { Catalog1700000003000 } from './1700000003000-catalog';
import { CatalogImports1700000003500 } from './1700000003500-catalog-imports';
import { Inventory1700000004000 } from './1700000004000-inventory';
import { Pricing1700000005000 } from './1700000005000-pricing';
import { Orders1700000006000 } from './1700000006000-orders';
import { Payments1700000007000 } from './1700000007000-payments';
import { PaymentsManual1700000007500 } from './1700000007500-payments-manual';
import { Cart1700000008000 } from './1700000008000-cart';
import { Notifications1700000010000 } from './1700000010000-notifications';
import { PaymentMachine1700000011000 } from './1700000011000-payment-machine';
import { OrderRefunds1700000012000 } from './1700000012000-order-refunds';
import { PaymentsBooks1700000013000 } from './1700000013000-payments-books';
import { PaymentsSandboxFault1700000014000 } from './1700000014000-payments-sandbox-fault';
import { CatalogPages1700000021000 } from './1700000021000-catalog-pages';
import { CatalogMerchandising1700000023000 } from './1700000023000-catalog-merchandising';
import { CatalogMedia1700000024000 } from './1700000024000-catalog-media';
import { CatalogSearch1700000030000 } from './1700000030000-catalog-search';
import { CatalogOrders1700000031000 } from './1700000031000-catalog-orders';
import { OutboxLease1700000032000 } from './1700000032000-outbox-lease';
import { CollectionKind1700000033000 } from './1700000033000-collection-kind';
import { LatePayments1700000034000 } from './1700000034000-late-payments';
import { WithdrawnUnits1700000035000 } from './1700000035000-withdrawn-units';
import { MergedCarts1700000036000 } from './1700000036000-merged-carts';
import { CatalogSkuKey1700000037000 } from './1700000037000-catalog-sku-key';
import { CategorySeo1700000038000 } from './1700000038000-category-seo';

/** One line of time for one database, in order. */
export const migrations = [
  Platform1700000001000,
  IdempotencyLookup1700000001500,
  IdempotencyHolder1700000001600,
  Auth1700000002000,
  Catalog1700000003000,
  CatalogImports1700000003500,
  Inventory1700000004000,
  Pricing1700000005000,
  Orders1700000006000,
  Payments1700000007000,
  PaymentsManual1700000007500,
  Cart1700000008000,
  Notifications1700000010000,
  PaymentMachine1700000011000,
  OrderRefunds1700000012000,
  PaymentsBooks1700000013000,
  PaymentsSandboxFault1700000014000,
  CatalogPages1700000021000,
  CatalogMerchandising1700000023000,
  CatalogMedia1700000024000,
  CatalogSearch1700000030000,
  CatalogOrders1700000031000,
  OutboxLease1700000032000,
  CollectionKind1700000033000,
  LatePayments1700000034000,
  WithdrawnUnits1700000035000,
  MergedCarts1700000036000,
  CatalogSkuKey1700000037000,
  CategorySeo1700000038000,
] as const;
