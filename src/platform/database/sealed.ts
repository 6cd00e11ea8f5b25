export interface SealedColumn {
  readonly entity: new () => object;
  readonly property: string;
}

const columns: SealedColumn[] = [];

/** What stands in this column is sealed by `FieldCipher`; `npm run reseal` seals it anew when there is a new key. */
export function Sealed(): PropertyDecorator {
  return (prototype, property) => void columns.push({ entity: prototype.constructor as new () => object, property: String(property) });
}

export const sealedColumns = (): readonly SealedColumn[] => columns;
