import { Example, OneOf } from '../../platform/http';
import type { PaymentGateway } from './gateways/gateway.port';

const KINDS = ['token', 'direct'] as const;

export class PaymentMethodResponse {
  /** What it is called in requests. */
  @Example('bank_transfer')
  readonly code!: string;

  /** For the shopper. */
  @Example('Bank transfer')
  readonly title!: string;

  /** Which gateway it goes to. */
  @Example('manual')
  readonly gateway!: string;

  /** `token`: confirm with a token of the provider. `direct`: confirm with the code. */
  @OneOf(KINDS, 'PaymentMethodKind', { example: 'direct' })
  readonly kind!: (typeof KINDS)[number];
}

export class PaymentMethodsResponse {
  /** In the order to offer them. */
  readonly data!: PaymentMethodResponse[];

  static from(gateways: readonly PaymentGateway[]): PaymentMethodsResponse {
    return {
      data: gateways.flatMap(({ name: gateway, methods }) => methods.map(({ code, title, kind }) => ({ code, title, gateway, kind }))),
    };
  }
}
