import { ProductRelations } from './product-relations';
import { RelationsController } from './relations.controller';

export const relationControllers = [RelationsController];
export const relationProviders = [ProductRelations];
