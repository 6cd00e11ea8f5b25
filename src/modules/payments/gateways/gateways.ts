import { UnknownGateway } from '../payments.errors';
import type { PaymentGateway } from './gateway.port';

/** The gateways that are switched on; a payment method goes to the first one that knows it. */
export class Gateways {
  private readonly byName: ReadonlyMap<string, PaymentGateway>;

  constructor(gateways: readonly PaymentGateway[]) {
    this.byName = new Map(gateways.filter(({ enabled }) => enabled).map((gateway) => [gateway.name, gateway]));
  }

  find(name: string): PaymentGateway | undefined {
    return this.byName.get(name);
  }

  /** For what the shop itself has stored: a gateway that was used and is gone is a mistake in the configuration. */
  named(name: string): PaymentGateway {
    const gateway = this.find(name);
    if (!gateway) throw new Error(`The payment gateway ${name} is not switched on`);
    return gateway;
  }

  /** @throws UnknownGateway */
  required(name: string): PaymentGateway {
    const gateway = this.find(name);
    if (!gateway) throw new UnknownGateway();
    return gateway;
  }

  /** The first gateway that knows the token, or the one that was asked for. Undefined when nobody knows it. @throws UnknownGateway */
  forMethod(paymentMethod: string, name: string | undefined): PaymentGateway | undefined {
    const candidates = name === undefined ? this.all() : [this.required(name)];
    return candidates.find((gateway) => gateway.recognises(paymentMethod));
  }

  all(): readonly PaymentGateway[] {
    return [...this.byName.values()];
  }
}
