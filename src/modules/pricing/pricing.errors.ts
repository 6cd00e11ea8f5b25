export class AmountTooLarge extends Error {
  constructor(what: string) {
    super(`${what} is above ${Number.MAX_SAFE_INTEGER} minor units, the largest amount this shop can state exactly.`);
  }
}

export class ImpossiblePriceInput extends Error {
  constructor(detail: string) {
    super(detail);
  }
}
