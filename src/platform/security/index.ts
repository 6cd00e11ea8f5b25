export { findCardNumber, maskCardNumbers } from './card-numbers';
export { FieldCipher } from './field-cipher';
export { Resealer } from './resealer';
export type { SealedRows } from './resealer';
export { SecurityModule } from './security.module';
export { sourceOf } from './source';
