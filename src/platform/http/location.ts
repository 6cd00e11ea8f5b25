import { SetMetadata } from '@nestjs/common';
import { LOCATION_METADATA } from './operation-metadata';

/** The address of what was made, for 201 and 202: `@Location((cart: CartResponse) => \`/v1/carts/${cart.id}\`)`. */
export const Location = <T>(addressOf: (body: T) => string): MethodDecorator => SetMetadata(LOCATION_METADATA, addressOf);
