import type { Provider } from '@nestjs/common';
import { PageAttributes } from '../attributes/page-attributes';
import { PageBrand } from '../brands/page-brand';
import { PageTranslations } from '../translations/page-translations';
import { CategoryListings } from './category-listings';
import { PAGE_CONTRIBUTORS, PageBuilder } from './page-builder';
import { PageCategories } from './page-categories';
import { PageKeeper } from './page-keeper';
import { PageReader } from './page-reader';
import { PageStore } from './page-store';
import { PageVersion } from './page-version';
import { ProductStanding } from './product-standing';

/** Who adds to the pages of products, in this order. */
const contributors = [PageCategories, PageBrand, PageAttributes, PageTranslations];

export const pageProviders: Provider[] = [
  ...contributors,
  { provide: PAGE_CONTRIBUTORS, useFactory: (...all: unknown[]) => all, inject: contributors },
  CategoryListings,
  PageBuilder,
  PageKeeper,
  PageReader,
  PageStore,
  PageVersion,
  ProductStanding,
];
