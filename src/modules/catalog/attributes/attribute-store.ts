import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { Changes } from '../../../platform/changes';
import { Clock } from '../../../platform/clock';
import { Database, isDuplicateKey } from '../../../platform/database';
import { KeysetPages, NotFound, PreconditionFailed } from '../../../platform/http';
import type { Page, PageQuery } from '../../../platform/http';
import { newId } from '../../../platform/ids';
import { LISTS } from '../catalog.topics';
import { RuleReferences } from '../collections/rule-references';
import { PageStore } from '../pages/page-store';
import { textKey } from '../text-key';
import type { CreateAttributeRequest, UpdateAttributeRequest } from './attribute.dto';
import { Attribute } from './attribute.entity';
import { AttributeInUse, AttributeKeyTaken, InvalidAttribute } from './attribute.errors';

type Content = Pick<Attribute, 'label' | 'unit' | 'filterable' | 'options' | 'position'>;

/** What staff do to attributes. */
@Injectable()
export class AttributeStore {
  constructor(
    private readonly database: Database,
    private readonly lists: KeysetPages,
    private readonly pages: PageStore,
    private readonly references: RuleReferences,
    private readonly changes: Changes,
    private readonly clock: Clock,
  ) {}

  page(query: PageQuery): Promise<Page<Attribute>> {
    const attributes = this.database.repository(Attribute);
    return this.lists.page(
      query,
      { list: 'admin-attributes' },
      {
        list: (take, before) =>
          attributes.find({ where: before === undefined ? {} : { id: LessThan(before) }, order: { id: 'DESC' }, take }),
        count: () => attributes.count(),
      },
    );
  }

  async get(id: string): Promise<Attribute> {
    const attribute = await this.database.repository(Attribute).findOneBy({ id });
    if (!attribute) throw new NotFound('attribute');
    return attribute;
  }

  async create({
    key,
    type,
    label,
    unit = null,
    filterable = true,
    options = [],
    position = 0,
  }: CreateAttributeRequest): Promise<Attribute> {
    // No JSON body and no address may have such a name, so nobody could give a value or filter by one.
    if (key in Object.prototype || key === 'prototype') throw new InvalidAttribute(`No attribute can be called "${key}".`);
    const now = this.clock.now();
    const row = { key, type, label, unit, filterable, options: plain(options), position };
    checked(row);
    const id = newId('attr');
    return this.database.transaction(async () => {
      try {
        await this.database.repository(Attribute).insert({ id, ...row, version: 1, createdAt: now, updatedAt: now });
      } catch (error) {
        throw isDuplicateKey(error, 'catalog_attribute_key') ? new AttributeKeyTaken(key) : error;
      }
      this.changes.announce([LISTS]);
      return this.get(id);
    });
  }

  async update(id: string, expectedVersion: number | undefined, request: UpdateAttributeRequest): Promise<Attribute> {
    return this.database.transaction(async () => {
      const stored = await this.lock(id, expectedVersion);
      const next = { ...stored, ...changesOf(request) };
      checked(next);
      await this.keepUsed(stored, next);
      const set = { ...changesOf(request), version: stored.version + 1, updatedAt: this.clock.now() };
      await this.database.repository(Attribute).update({ id, version: stored.version }, set);
      await this.pages.outdate({ sql: 'SELECT product_id FROM catalog_product_attribute WHERE attribute_id = ?', params: [id] });
      return this.get(id);
    });
  }

  async remove(id: string, expectedVersion: number | undefined): Promise<void> {
    await this.database.transaction(async () => {
      const { key } = await this.lock(id, expectedVersion);
      const used = await this.database.query('SELECT product_id FROM catalog_product_attribute WHERE attribute_id = ? LIMIT 1', [id]);
      if (used.length > 0) throw new AttributeInUse();
      await this.references.refuse(({ attribute }) => attribute === key);
      await this.database.execute('DELETE FROM catalog_attribute WHERE id = ?', [id]);
      await this.database.execute('DELETE FROM catalog_translation WHERE target_id = ?', [id]);
      this.changes.announce([LISTS]);
    });
  }

  /** Writers of values and of rules hold the attribute for sharing, so while it is locked no value of it appears, and no rule that names it. */
  private async lock(id: string, expectedVersion: number | undefined): Promise<Attribute> {
    await this.database.query('SELECT id FROM catalog_attribute WHERE id = ? FOR UPDATE', [id]);
    const stored = await this.get(id);
    if (expectedVersion !== undefined && expectedVersion !== stored.version) throw new PreconditionFailed();
    return stored;
  }

  private async keepUsed(before: Attribute, after: Attribute): Promise<void> {
    const gone = before.options.map(({ value }) => value).filter((value) => !after.options.some((option) => option.value === value));
    if (gone.length === 0) return;
    const [used] = await this.database.query<{ value: string }>(
      'SELECT value FROM catalog_product_attribute WHERE attribute_id = ? AND value_key IN (?) LIMIT 1',
      [before.id, gone],
    );
    if (used) throw new AttributeInUse(`Some product has the value "${used.value}".`);
    const keys = gone.map(textKey);
    await this.references.refuse(({ attribute, value }) => attribute === before.key && keys.includes(textKey(value)));
  }
}

function checked({ type, unit, options }: Pick<Attribute, 'type' | 'unit' | 'options'>): void {
  if (type !== 'number' && unit !== null) throw new InvalidAttribute('Only a number has a unit.');
  if (type !== 'select' && options.length > 0) throw new InvalidAttribute('Only a select lists options.');
  if (type === 'select' && options.length === 0) throw new InvalidAttribute('A select lists at least one option.');
  const values = new Set(options.map(({ value }) => value));
  if (values.size < options.length) throw new InvalidAttribute('Two options have the same value.');
}

function changesOf({ label, unit, filterable, options, position }: UpdateAttributeRequest): Partial<Content> {
  return {
    ...(label !== undefined && { label }),
    ...(unit !== undefined && { unit }),
    ...(filterable !== undefined && { filterable }),
    ...(options !== undefined && { options: plain(options) }),
    ...(position !== undefined && { position }),
  };
}

function plain(options: Attribute['options']): Attribute['options'] {
  return options.map(({ value, label }) => ({ value, label }));
}
