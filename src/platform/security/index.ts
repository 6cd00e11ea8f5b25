export { findCardNumber, maskCardNumbers } from './card-numbers';
export { FieldCipher } from './field-cipher';
export { SecurityModule } from './security.module';
export { sourceOf } from './source';
