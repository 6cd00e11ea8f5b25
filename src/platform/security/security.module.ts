import { Global, Module } from '@nestjs/common';
import { FieldCipher } from './field-cipher';
import { Resealer } from './resealer';

@Global()
@Module({ providers: [FieldCipher, Resealer], exports: [FieldCipher, Resealer] })
export class SecurityModule {}
