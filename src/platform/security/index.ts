export { findCardNumber, holdsCardNumber, maskCardNumbers, passesLuhn } from './card-numbers';
export { FieldCipher } from './field-cipher';
export { SecurityModule } from './security.module';
export { sourceOf } from './source';
