import type { GatewayFolder } from './gateway-folder';
import { sandbox } from './sandbox/sandbox.folder';

/** Every gateway the shop can use, one folder each. The first one that is switched on is the default. */
export const gatewayFolders: readonly GatewayFolder[] = [sandbox];
