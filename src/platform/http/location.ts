import { SetMetadata } from '@nestjs/common';
import { LOCATION_METADATA } from './operation-metadata';

/** The address of what was made, for 201 and 202: `@Location((cart: CartResponse) => \`/v1/carts/${cart.id}\`)`. */
export const Location = <T>(addressOf: (body: T) => string): MethodDecorator => SetMetadata(LOCATION_METADATA, addressOf);

/** The same with a template: `/v1/orders/{order.id}`. */
export const LocatedAt = (template: string): MethodDecorator =>
  Location((body: unknown) =>
    template.replace(/\{([\w.]+)\}/g, (_, path: string) => encodeURIComponent(String(path.split('.').reduce<unknown>(member, body)))),
  );

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
