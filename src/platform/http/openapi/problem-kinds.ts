import type { ProblemType } from '../problem';
import { exampleOf, objectOf } from '../problem-members';
import type { Components, Schema } from './types';

type Described = NonNullable<Components['schemas']>[string];

const PROBLEM = { $ref: '#/components/schemas/Problem' };

/** `cart/out-of-stock` becomes `CartOutOfStock`. */
export function kindName({ code }: Pick<ProblemType, 'code'>): string {
  return code.replace(/(^|[/-])([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
}

/** What an answer with one of these kinds looks like. The common schema stands last: readers take the first that fits. */
export function schemaOfKinds(types: readonly ProblemType[], components: Components): Described {
  const refs = types.flatMap((type) => {
    if (Object.keys(type.members).length === 0) return [];
    const name = `${kindName(type)}Problem`;
    (components.schemas ??= {})[name] ??= schemaOfKind(type) as Described;
    return [{ $ref: `#/components/schemas/${name}` }];
  });
  return refs.length === 0 ? PROBLEM : { anyOf: [...refs, PROBLEM] };
}

/** A kind with members of its own: the common problem, its code, and they. */
export function schemaOfKind({ code, title, members }: ProblemType): Schema {
  const { type, required, properties } = objectOf(members);
  return {
    ...{ description: `${title}.`, allOf: [PROBLEM], type },
    ...{ required: ['code', ...required], properties: { code: { type: 'string', const: code }, ...properties } },
  };
}

export function exampleOfKind({ code, status, title, help, members }: ProblemType): Record<string, unknown> {
  const [detail = title] = help.split(/(?<=\.) /);
  return {
    ...{ type: `https://shop.example/problems/${code}`, title, status, detail, instance: '/v1/carts', code },
    ...{ requestId: 'req_02ITLcBYoUJdzTUMCSHuv3', ...exampleOf(members) },
  };
}
