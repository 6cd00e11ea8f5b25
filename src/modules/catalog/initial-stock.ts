export interface InitialStockEntry {
  readonly variantId: string;
  readonly onHand: number;
}

/**
 * Port: whoever keeps stock hears of new variants here, inside the transaction that creates them. The catalogue stands beside inventory,
 * not above it, so the implementation is wired further up. The catalogue has written down what the variants have; only later changes are
 * announced to it.
 */
export abstract class InitialStock {
  abstract receive(entries: readonly InitialStockEntry[]): Promise<void>;
}
