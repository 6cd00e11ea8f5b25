import type { ProblemClass } from './problem';

export const OPERATION_METADATA = 'portico:operation';
export const PROBLEMS_METADATA = 'portico:problems';
export const ANSWER_METADATA = 'portico:answer';
export const LOCATION_METADATA = 'portico:location';

export interface OperationSpec {
  /** Verb first, camelCase, unique: the method's name in generated clients. */
  readonly id: string;
  readonly summary: string;
  readonly description: string;
  readonly problems?: readonly ProblemClass[];
  readonly deprecated?: boolean;
  /** What Swagger UI fills in, where the fields' own examples would not work in the demo shop. */
  readonly example?: { readonly path?: Readonly<Record<string, string>>; readonly body?: unknown };
}

export interface AnswerSpec {
  readonly status: number;
  readonly description: string;
  readonly example?: unknown;
  readonly page: boolean;
  readonly mediaType: string;
  readonly hasBody: boolean;
}

export function problemsOf(handler: object): readonly ProblemClass[] {
  const known: unknown = Reflect.getMetadata(PROBLEMS_METADATA, handler);
  return Array.isArray(known) ? known : [];
}
