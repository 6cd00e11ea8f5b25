import { AdminBrandsController } from './admin-brands.controller';
import { AdminBrandsService } from './admin-brands.service';
import { BrandReader } from './brand.reader';
import { BrandStore } from './brand-store';
import { BrandsController } from './brands.controller';

export const brandControllers = [BrandsController, AdminBrandsController];
export const brandProviders = [BrandStore, BrandReader, AdminBrandsService];
