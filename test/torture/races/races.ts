import { refreshSame, registerSame } from './accounts.race';
import { cancelTwiceFulfil } from './cancel-fulfil.race';
import { captureCancelExpiry } from './capture-cancel-expiry.race';
import { addDuringCheckout, firstAdd, loginMerge } from './cart-changes.race';
import { couponFailingPayments, couponLimit } from './coupons.race';
import { crossedCarts } from './crossed-carts.race';
import { fourDoors } from './four-doors.race';
import { lastUnits } from './last-units.race';
import { oneEvent } from './one-event.race';
import { otherBody } from './other-body.race';
import type { Race } from './race';
import { refunds } from './refunds.race';
import { otherKeys, sameKey } from './same-key.race';
import { ifMatchTwice, priceChange, stockSet } from './shop-changes.race';
import { twoIntents } from './two-intents.race';
import { sweepersDispatchers } from './workers.race';

/** In the order of the report. */
export const races: readonly Race[] = [
  lastUnits,
  crossedCarts,
  sameKey,
  otherKeys,
  otherBody,
  couponLimit,
  couponFailingPayments,
  oneEvent,
  fourDoors,
  twoIntents,
  refunds,
  captureCancelExpiry,
  addDuringCheckout,
  priceChange,
  loginMerge,
  stockSet,
  cancelTwiceFulfil,
  firstAdd,
  registerSame,
  refreshSame,
  sweepersDispatchers,
  ifMatchTwice,
];
