import { Param } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { idPattern, isId } from '../ids';
import type { IdPrefix } from '../ids';
import { exampleId } from './fields';
import { ValidationFailed } from './problems';

/** Lets well-formed ids of one kind through; anything else is 400, before anybody looks it up. */
export function IdPipe(prefix: IdPrefix, name = 'id'): PipeTransform<unknown, string> {
  return {
    transform: (value) => {
      if (isId(prefix, value)) return value;
      throw ValidationFailed.at(`:${name}`, 'id', `must be an id that starts with ${prefix}_`);
    },
  };
}

/** A checked id from the path: `@IdParam('cart') id: string`, `@IdParam('line', 'lineId') lineId: string`. */
export function IdParam(
  prefix: IdPrefix,
  name = 'id',
  options: { readonly description?: string; readonly example?: string } = {},
): ParameterDecorator {
  const { description = `The id, \`${prefix}_\` and 22 letters and digits.`, example = exampleId(prefix) } = options;
  return (target, key, index) => {
    Param(name, IdPipe(prefix, name))(target, key, index);
    const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key === undefined || descriptor === undefined) return;
    ApiParam({ name, description, schema: { type: 'string', pattern: idPattern(prefix).source }, example })(target, key, descriptor);
  };
}
