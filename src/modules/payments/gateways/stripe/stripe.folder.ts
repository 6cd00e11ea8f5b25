import type { GatewayFolder } from '../gateway-folder';
import { StripeGateway } from './stripe.gateway';

export const stripe: GatewayFolder = { gateway: StripeGateway, providers: [], controllers: [] };
