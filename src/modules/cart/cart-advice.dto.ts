import { Example, MoneyDto, OneOf } from '../../platform/http';
import { EXPLANATION_KINDS, EXPLANATION_OUTCOMES } from '../pricing';
import type { ExplanationStep, ShippingOption } from '../pricing';
import { REQUIREMENT_CODES } from './cart.errors';
import type { MissingRequirement } from './cart.errors';
import type { PricedCart } from './cart-pricer';

export class ShippingMethodResponse {
  /** What PATCH of the cart takes as `shippingMethodId`. @example ship_02ITLcBYoUJdzTUMCSHuv3 */
  id!: string;
  /** For the shopper. @example Standard */
  title!: string;
  /** For the shopper; empty when there is none. @example Two to four working days */
  description!: string;
  /** For this cart, in the price basis of the shop. */
  price!: MoneyDto;
  /** Working days at best. @example 2 */
  minDays!: number;
  /** Working days at worst. @example 4 */
  maxDays!: number;

  static from(option: ShippingOption): ShippingMethodResponse {
    const { id, title, description, price, minDays, maxDays } = option;
    return { id, title, description, price: MoneyDto.from(price), minDays, maxDays };
  }
}

export class ShippingMethodsResponse {
  /** Those that serve the cart's address and currency, in the shop's order. */
  data!: ShippingMethodResponse[];
}

export class RequirementResponse {
  /**
   * Stable name of what is missing, for machines. `cart_closed`: the cart was ordered or merged, and stands alone; `line_unavailable`: no longer
   * for sale; `line_short`: fewer units in stock than wanted.
   */
  @OneOf(REQUIREMENT_CODES, 'RequirementCode', { example: 'email_required' }) code!: MissingRequirement['code'];
  /** JSON pointer into the cart. @example /email */
  pointer!: string;
  /** For the shopper. @example An e-mail address is needed. */
  detail!: string;
}

export class RequirementsResponse {
  /** Whether checkout would accept the cart now. @example false */
  ready!: boolean;
  /** What is missing, in the order to ask for it; empty when the cart is ready. Stock may be a moment old: checkout decides. */
  missing!: RequirementResponse[];

  static from(missing: readonly MissingRequirement[]): RequirementsResponse {
    return { ready: missing.length === 0, missing: [...missing] };
  }
}

export class ExplanationStepResponse {
  /** What was decided on: the goods of a line, shipping, a coupon, a tax, or the total. */
  @OneOf(EXPLANATION_KINDS, 'ExplanationKind', { example: 'coupon' }) kind!: ExplanationStep['kind'];
  /** A line's id, a coupon's code, a shipping method's id, or `shipping` and `cart`. @example WELCOME10 */
  subject!: string;
  /** `limited`: a discount took all there was; `rounded`: a tax was rounded, `exact`: it was not. */
  @OneOf(EXPLANATION_OUTCOMES, 'ExplanationOutcome', { example: 'applied' }) outcome!: ExplanationStep['outcome'];
  /** Why it was not applied, for machines. Null when it was. */
  @Example(null) reason!: string | null;
  /** In words, with the numbers. @example 10 % off your first order: takes 4.00 EUR off 40.00 EUR. */
  detail!: string;
  /** What the step came to; 0 when it was not applied. */
  amount!: MoneyDto;
}

export class ExplanationResponse {
  /** In the order in which they were taken. */
  steps!: ExplanationStepResponse[];

  static from({ quote }: PricedCart): ExplanationResponse {
    return { steps: quote.explanation.map(({ reason = null, amount, ...step }) => ({ ...step, reason, amount: MoneyDto.from(amount) })) };
  }
}
