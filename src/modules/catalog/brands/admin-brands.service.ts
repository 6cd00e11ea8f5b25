import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { KeysetPages } from '../../../platform/http';
import type { Page, PageQuery } from '../../../platform/http';
import { LessThan } from 'typeorm';
import { cleanHtml } from '../description-html';
import { checkedSlug, withSlug } from '../slug';
import type { CreateBrandRequest, UpdateBrandRequest } from './brand.dto';
import { Brand } from './brand.entity';
import { BrandStore } from './brand-store';
import type { BrandContent } from './brand-store';

/** What staff do to brands. */
@Injectable()
export class AdminBrandsService {
  constructor(
    private readonly database: Database,
    private readonly store: BrandStore,
    private readonly pages: KeysetPages,
  ) {}

  page(query: PageQuery): Promise<Page<Brand>> {
    const brands = this.database.repository(Brand);
    return this.pages.page(
      query,
      { list: 'admin-brands' },
      {
        list: (take, before) => brands.find({ where: before === undefined ? {} : { id: LessThan(before) }, order: { id: 'DESC' }, take }),
        count: () => brands.count(),
      },
    );
  }

  get(id: string): Promise<Brand> {
    return this.store.get(id);
  }

  async create(request: CreateBrandRequest): Promise<Brand> {
    const blank = { name: request.name, description: '', logoUrl: null, seoTitle: null, seoDescription: null };
    const content = { ...blank, ...changesOf({ ...request, slug: undefined }) };
    const made = { words: request.name, fallback: 'brand' };
    return this.database.transaction(async () =>
      this.store.get(await withSlug(request.slug, made, (slug) => this.store.insert({ ...content, slug }))),
    );
  }

  async update(id: string, expectedVersion: number | undefined, request: UpdateBrandRequest): Promise<Brand> {
    return this.database.transaction(async () => {
      const stored = await this.store.get(id);
      const { slug, name, description, logoUrl, seoTitle, seoDescription } = stored;
      const content = { slug, name, description, logoUrl, seoTitle, seoDescription, ...changesOf(request) };
      await this.store.update(stored, expectedVersion, content);
      return this.store.get(id);
    });
  }

  async remove(id: string, expectedVersion: number | undefined): Promise<void> {
    await this.database.transaction(() => this.store.remove(id, expectedVersion));
  }
}

function changesOf({ slug, name, description, logoUrl, seoTitle, seoDescription }: UpdateBrandRequest): Partial<BrandContent> {
  return {
    ...(slug !== undefined && { slug: checkedSlug(slug) }),
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description: cleanHtml(description ?? '') }),
    ...(logoUrl !== undefined && { logoUrl }),
    ...(seoTitle !== undefined && { seoTitle }),
    ...(seoDescription !== undefined && { seoDescription }),
  };
}
