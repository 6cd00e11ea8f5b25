import type { Members, ValuesOf } from './problem-members';

/** What the world reads about one kind of failure; the source of its page under /problems. */
export interface ProblemType {
  /** `<module>/<kebab-case>`, stable: clients switch on it. */
  readonly code: string;
  readonly status: number;
  readonly title: string;
  /** Two or three sentences: why it happens and what a client does about it. */
  readonly help: string;
  /** What it says beside the standard members, for programs. */
  readonly members: Members;
}

export interface ProblemOptions {
  /** Seconds after which trying again makes sense; becomes Retry-After. */
  readonly retryAfter?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

type NoMembers = Readonly<Record<never, never>>;

/** What a problem of a kind is made with: no member that is not declared, and each that is promised. */
type ExtensionsOf<M> = [keyof M] extends [never] ? Readonly<Record<string, never>> : ValuesOf<M>;

type Rest<M> =
  NoMembers extends ExtensionsOf<M>
    ? [extensions?: ExtensionsOf<M>, options?: ProblemOptions]
    : [extensions: ExtensionsOf<M>, options?: ProblemOptions];

/** A failure with a name. Thrown anywhere below a controller, it leaves as RFC 9457 problem details. */
export abstract class Problem extends Error {
  constructor(
    readonly type: ProblemType,
    readonly detail: string,
    readonly extensions: Readonly<Record<string, unknown>> = {},
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

type Definition<M> = Omit<ProblemType, 'members'> & { readonly members?: M };

/** A base class for one kind of problem: `class CartIsClosed extends defineProblem({ ... }) {}`. */
export function defineProblem<M extends Members = NoMembers>(definition: Definition<M>) {
  const { code } = definition;
  if (!CODE.test(code)) throw new Error(`A problem code reads <module>/<kebab-case>, not ${code}`);
  if (catalogue.has(code)) throw new Error(`The problem ${code} is defined twice`);
  const type: ProblemType = { members: {}, ...definition };
  catalogue.set(code, type);

  return class extends Problem {
    static readonly problem: ProblemType = type;

    constructor(detail: string, ...[extensions, options]: Rest<M>) {
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
