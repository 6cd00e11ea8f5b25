import { Module } from '@nestjs/common';
import { AdminCategoriesController } from './admin-categories.controller';
import { AdminCategoriesService } from './admin-categories.service';
import { AdminProductListQuery } from './admin-product-list.query';
import { AdminProductsController } from './admin-products.controller';
import { AdminProductsService } from './admin-products.service';
import { AdminVariantsController } from './admin-variants.controller';
import { AdminVariantsService } from './admin-variants.service';
import { AvailabilityModel } from './availability-model';
import { BulkController } from './bulk/bulk.controller';
import { BulkService } from './bulk/bulk.service';
import { CatalogController } from './catalog.controller';
import { CatalogFacade } from './catalog.facade';
import { CatalogReader } from './catalog-reader';
import { CatalogWriter } from './catalog-writer';
import { CategoryPaths } from './category-paths';
import { CategoryStore } from './category-store';
import { CategoryTreeReader } from './category-tree.reader';
import { ExportWorker } from './transfer/export.worker';
import { mediaControllers, mediaProviders } from './media/media.providers';
import { ProductDetailReader } from './product-detail.reader';
import { ProductEditor } from './product-editor';
import { ProductFacetsQuery } from './product-facets.query';
import { ProductListQuery } from './product-list.query';
import { ProductLoader } from './product-loader';
import { ProductPartsStore } from './product-parts-store';
import { ProductStore } from './product-store';
import { StorefrontService } from './storefront.service';
import { transferControllers, transferProviders } from './transfer/transfer.providers';
import { VariantStore } from './variant-store';

const reading = [
  ProductListQuery,
  ProductFacetsQuery,
  ProductDetailReader,
  CategoryTreeReader,
  StorefrontService,
  AdminProductListQuery,
  CatalogReader,
];
const writing = [ProductLoader, VariantStore, ProductPartsStore, ProductStore, ProductEditor, CategoryStore, CategoryPaths, CatalogWriter];
const staff = [BulkService, AdminProductsService, AdminVariantsService, AdminCategoriesService];

/** `InitialStock` is a port: whoever stands above catalog and inventory provides it globally. */
@Module({
  controllers: [
    CatalogController,
    BulkController,
    AdminProductsController,
    AdminVariantsController,
    AdminCategoriesController,
    ...mediaControllers,
    ...transferControllers,
  ],
  providers: [...reading, ...writing, ...staff, ...mediaProviders, ...transferProviders, AvailabilityModel, CatalogFacade],
  exports: [CatalogFacade, CatalogWriter, CatalogReader, ExportWorker],
})
export class CatalogModule {}
