import type { GatewayFolder } from './gateway-folder';
import { manual } from './manual/manual.folder';
import { sandbox } from './sandbox/sandbox.folder';
import { stripe } from './stripe/stripe.folder';

/** Every gateway the shop can use, one folder each. A payment method goes to the first one that is switched on and knows it. */
export const gatewayFolders: readonly GatewayFolder[] = [stripe, sandbox, manual];
