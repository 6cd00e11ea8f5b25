import type { Lane } from '../lane';
import { FORGED, GatewayWorld } from './gateway-world';
import { scripts } from './scripts';

export const gateway: Lane = {
  name: 'gateway',
  says: 'a payment gateway that loses, delays, garbles, repeats and contradicts, and webhooks that are forged or stale',
  scenarios: [...scripts.keys(), FORGED],
  rounds: { long: 5 },
  roundSeconds: 200,
  longMinutes: 60,
  start: () => GatewayWorld.start(),
};
