import { PartialType as SwaggerPartialType } from '@nestjs/swagger';

/** All fields may be left out. Unlike the library's default, `null` stays refused where the field does not allow it. */
export function PartialType<T extends object>(type: abstract new (...args: never[]) => T): new () => Partial<T> {
  return SwaggerPartialType(type as new () => T, { skipNullProperties: false }) as new () => Partial<T>;
}
