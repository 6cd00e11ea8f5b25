/** What may happen to goods beside sales. */
export const adjustmentKinds = ['receipt', 'written_off', 'correction'] as const;
export type AdjustmentKind = (typeof adjustmentKinds)[number];
