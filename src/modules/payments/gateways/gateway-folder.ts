import type { Type } from '@nestjs/common';
import type { PaymentGateway } from './gateway.port';

/** What a gateway's folder brings along. */
export interface GatewayFolder {
  readonly gateway: Type<PaymentGateway>;
  readonly providers: readonly Type[];
  readonly controllers: readonly Type[];
}
