import { AdminAttributesController } from './admin-attributes.controller';
import { AttributeReader } from './attribute.reader';
import { AttributeStore } from './attribute-store';
import { AttributeValues } from './attribute-values';
import { AttributesController } from './attributes.controller';

export const attributeControllers = [AttributesController, AdminAttributesController];
export const attributeProviders = [AttributeReader, AttributeStore, AttributeValues];
