/** The code without one of its guards. Whoever reads a guard and wonders what it is for finds the tests that miss it here. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** The spec files that should notice, the likeliest first. */
  readonly tests: readonly string[];
}
