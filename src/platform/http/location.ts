import { SetMetadata } from '@nestjs/common';
import { LOCATION_METADATA } from './operation-metadata';

/** Sets the Location header from fields of the answer: `/v1/carts/{id}`, `/v1/orders/{order.id}`. */
export const locationOf = (template: string): MethodDecorator =>
  SetMetadata(LOCATION_METADATA, (body: unknown) => template.replace(/\{([^}]+)\}/g, (_, path: string) => fieldOf(body, path.split('.'))));

function fieldOf(body: unknown, path: readonly string[]): string {
  const value = path.reduce<unknown>(
    (part, name) => (typeof part === 'object' && part !== null ? Reflect.get(part, name) : undefined),
    body,
  );
  return encodeURIComponent(String(value));
}
