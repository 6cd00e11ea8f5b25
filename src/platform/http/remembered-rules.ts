import { getMetadataStorage } from 'class-validator';

type Ask = ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas'];

/** Those whose answers are remembered already. */
const remembering = new WeakSet<Ask>();

/**
 * Asked what a class demands, the validator goes through the classes of the whole shop to find its ancestors, again for each object of a body.
 * What decorators say does not change, so the answer for a class is kept. With groups, which the shop does not use, it is asked as ever.
 */
export function rememberRules(): void {
  const storage = getMetadataStorage();
  if (remembering.has(storage.getTargetValidationMetadatas)) return;
  const ask: Ask = storage.getTargetValidationMetadatas.bind(storage);
  const known = new Map<unknown, ReturnType<Ask>>();
  storage.getTargetValidationMetadatas = (target, schema, always, strictGroups, groups) => {
    if (schema || always || strictGroups || groups) return ask(target, schema, always, strictGroups, groups);
    const rules = known.get(target) ?? ask(target, schema, always, strictGroups);
    known.set(target, rules);
    return rules;
  };
  remembering.add(storage.getTargetValidationMetadatas);
}
