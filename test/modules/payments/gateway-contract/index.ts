import { askingContract } from './asking';
import { chargingContract } from './charging';
import type { Capabilities, GatewayHarness } from './harness';
import { messagesContract } from './messages';

export type { Capabilities, GatewayHarness, Trouble } from './harness';

/** What every gateway has to do. A new adapter is accepted when it passes, and not before. */
export function describeGateway(name: string, capabilities: Capabilities, open: () => Promise<GatewayHarness>): void {
  describe(`the ${name} gateway`, () => {
    let harness: GatewayHarness;
    beforeAll(async () => (harness = await open()), 60_000);
    afterAll(() => harness.close());
    const contract = { capabilities, at: () => harness };
    chargingContract(contract);
    askingContract(contract);
    messagesContract(contract);
  });
}
