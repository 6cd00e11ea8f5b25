import type { GatewayFolder } from '../gateway-folder';
import { ManualBook } from './manual.book';
import { ManualGateway } from './manual.gateway';

export const manual: GatewayFolder = { gateway: ManualGateway, providers: [ManualBook], controllers: [] };
