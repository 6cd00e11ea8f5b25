import { UnknownGateway } from '../payments.errors';
import type { PaymentGateway } from './gateway.port';

/** The gateways that are switched on; the first one is the default. */
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

  choose(name: string | undefined): PaymentGateway {
    const gateway = name === undefined ? this.all()[0] : this.find(name);
    if (!gateway) throw new UnknownGateway();
    return gateway;
  }

  all(): readonly PaymentGateway[] {
    return [...this.byName.values()];
  }
}
