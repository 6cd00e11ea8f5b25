import { Param } from '@nestjs/common';
import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { isId } from '../ids';
import type { IdPrefix } from '../ids';
import { ValidationFailed } from './problems';

/** Lets well-formed ids of one kind through; anything else is 400, before anybody looks it up. */
class IdOfKindPipe implements PipeTransform<unknown, string> {
  constructor(readonly idPrefix: IdPrefix) {}

  transform(value: unknown, { data }: ArgumentMetadata): string {
    if (isId(this.idPrefix, value)) return value;
    throw ValidationFailed.at(`:${data ?? 'id'}`, 'id', `must be an id that starts with ${this.idPrefix}_`);
  }
}

/** `@Param('id', IdPipe('cart')) id: string` */
export const IdPipe = (prefix: IdPrefix): PipeTransform<unknown, string> => new IdOfKindPipe(prefix);

/** The kind of id that a pipe lets through, for the API document. */
export const idPrefixOf = (pipe: unknown): IdPrefix | undefined => (pipe instanceof IdOfKindPipe ? pipe.idPrefix : undefined);

/** A checked id from the path: `@IdParam('cart') id: string`, `@IdParam('line', 'lineId') lineId: string`. */
export function IdParam(prefix: IdPrefix, name = 'id'): ParameterDecorator {
  return Param(name, IdPipe(prefix));
}
