import { Module } from '@nestjs/common';
import { AdminCategoriesController } from './admin-categories.controller';
import { AdminCategoriesService } from './admin-categories.service';
import { AdminProductListQuery } from './admin-product-list.query';
import { AdminProductsController } from './admin-products.controller';
import { AdminProductsService } from './admin-products.service';
import { AdminVariantsController } from './admin-variants.controller';
import { AdminVariantsService } from './admin-variants.service';
import { attributeControllers, attributeProviders } from './attributes/attributes.providers';
import { AvailabilityModel } from './availability-model';
import { brandControllers, brandProviders } from './brands/brands.providers';
import { BulkController } from './bulk/bulk.controller';
import { BulkService } from './bulk/bulk.service';
import { CatalogController } from './catalog.controller';
import { CatalogFacade } from './catalog.facade';
import { CatalogReader } from './catalog-reader';
import { CatalogWriter } from './catalog-writer';
import { CategoryPaths } from './category-paths';
import { CategoryStore } from './category-store';
import { CategoryTreeReader } from './category-tree.reader';
import { collectionControllers, collectionProviders } from './collections/collections.providers';
import { mediaControllers, mediaProviders } from './media/media.providers';
import { pageProviders } from './pages/page.providers';
import { ExportWorker } from './transfer/export.worker';
import { NamedTies } from './named-ties';
import { ProductEditor } from './product-editor';
import { AttributeFacetsQuery } from './facets/attribute-facets.query';
import { FacetRows } from './facets/facet-rows';
import { LinkFacetsQuery } from './facets/link-facets.query';
import { ProductFacetsQuery } from './product-facets.query';
import { ProductLinks } from './product-links';
import { ProductListQuery } from './product-list.query';
import { ProductLoader } from './product-loader';
import { ProductPartsStore } from './product-parts-store';
import { ProductStore } from './product-store';
import { ScheduleKeeper } from './schedule/schedule-keeper';
import { searchControllers, searchProviders } from './search/search.providers';
import { relationControllers, relationProviders } from './relations/relations.providers';
import { SalesBook } from './sales/sales-book';
import { StorefrontService } from './storefront.service';
import { SlugHistory } from './slugs/slug-history';
import { transferControllers, transferProviders } from './transfer/transfer.providers';
import { translationControllers, translationProviders } from './translations/translations.providers';
import { VariantStore } from './variant-store';

const reading = [ProductListQuery, ProductFacetsQuery, CategoryTreeReader, StorefrontService, AdminProductListQuery, CatalogReader];
const writing = [
  ...[ProductLoader, VariantStore, ProductPartsStore, ProductStore, ProductEditor, CategoryStore, CategoryPaths],
  ...[NamedTies, CatalogWriter],
];
const facets = [FacetRows, LinkFacetsQuery, AttributeFacetsQuery];
const staff = [BulkService, AdminProductsService, AdminVariantsService, AdminCategoriesService];

/** `InitialStock` is a port: whoever stands above catalog and inventory provides it globally. */
@Module({
  controllers: [
    CatalogController,
    BulkController,
    AdminProductsController,
    AdminVariantsController,
    AdminCategoriesController,
    ...brandControllers,
    ...attributeControllers,
    ...translationControllers,
    ...collectionControllers,
    ...relationControllers,
    ...mediaControllers,
    ...searchControllers,
    ...transferControllers,
  ],
  providers: [
    SlugHistory,
    ProductLinks,
    ScheduleKeeper,
    ...brandProviders,
    ...attributeProviders,
    ...translationProviders,
    ...collectionProviders,
    ...relationProviders,
    ...mediaProviders,
    ...searchProviders,
    ...reading,
    ...facets,
    ...writing,
    ...staff,
    ...transferProviders,
    ...pageProviders,
    AvailabilityModel,
    SalesBook,
    CatalogFacade,
  ],
  exports: [CatalogFacade, CatalogWriter, CatalogReader, ExportWorker],
})
export class CatalogModule {}
