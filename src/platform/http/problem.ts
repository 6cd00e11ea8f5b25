/** What the world reads about one kind of failure; the source of its page under /problems. */
export interface ProblemType {
  /** `<module>/<kebab-case>`, stable: clients switch on it. */
  readonly code: string;
  readonly status: number;
  readonly title: string;
  /** Two or three sentences: why it happens and what a client does about it. */
  readonly help: string;
}

export interface ProblemOptions {
  /** Seconds after which trying again makes sense; becomes Retry-After. */
  readonly retryAfter?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** The members that every problem has; nothing else may take their names. */
type StandardMember = 'type' | 'title' | 'status' | 'detail' | 'instance' | 'code' | 'requestId';

/** Members beside the standard ones, such as `shortages` or `allowed`. */
export type ProblemExtensions = Readonly<Record<string, unknown>> & { readonly [member in StandardMember]?: never };

/** A failure with a name. Thrown anywhere below a controller, it leaves as RFC 9457 problem details. */
export abstract class Problem extends Error {
  constructor(
    readonly type: ProblemType,
    readonly detail: string,
    readonly extensions: ProblemExtensions = {},
    readonly options: ProblemOptions = {},
  ) {
    super(detail, { cause: options.cause });
    this.name = type.code;
  }
}

/** A concrete class of problems, whatever its constructor takes. */
export type ProblemClass = (abstract new (...args: never[]) => Problem) & { readonly problem: ProblemType };

const CODE = /^[a-z]+(-[a-z]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/;
const catalogue = new Map<string, ProblemType>();

/** A base class for one kind of problem: `class CartIsClosed extends defineProblem({ ... }) {}`. */
export function defineProblem(type: ProblemType) {
  if (!CODE.test(type.code)) throw new Error(`A problem code reads <module>/<kebab-case>, not ${type.code}`);
  if (catalogue.has(type.code)) throw new Error(`The problem ${type.code} is defined twice`);
  catalogue.set(type.code, type);

  return class extends Problem {
    static readonly problem: ProblemType = type;

    constructor(detail: string, extensions?: ProblemExtensions, options?: ProblemOptions) {
      super(type, detail, extensions, options);
    }
  };
}

/** Every kind of problem this process can answer with, by code. */
export function problemCatalogue(): readonly ProblemType[] {
  return [...catalogue.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}

export function findProblem(code: string): ProblemType | undefined {
  return catalogue.get(code);
}
