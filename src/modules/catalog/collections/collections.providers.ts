import { AdminCollectionsController } from './admin-collections.controller';
import { CollectionKeeper } from './collection-keeper';
import { CollectionMembers } from './collection-members';
import { CollectionPicks } from './collection-picks';
import { CollectionReader } from './collection.reader';
import { CollectionStore } from './collection-store';
import { CollectionsController } from './collections.controller';
import { RuleReferences } from './rule-references';

export const collectionControllers = [CollectionsController, AdminCollectionsController];
export const collectionProviders = [
  CollectionKeeper,
  CollectionMembers,
  CollectionPicks,
  CollectionReader,
  CollectionStore,
  RuleReferences,
];
