import { IsInt, IsString, getMetadataStorage, validateSync } from 'class-validator';
import { rememberRules } from './remembered-rules';

class Parent {
  @IsInt() n: unknown = 'x';
}

class Child extends Parent {
  @IsString() word: unknown = 5;
}

const rulesOf = (target: new () => object): unknown => getMetadataStorage().getTargetValidationMetadatas(target, '', false, false);

it('looks for what a class demands once, and forgets nothing that its ancestors demand', () => {
  expect(rulesOf(Child)).not.toBe(rulesOf(Child));
  rememberRules();
  expect(rulesOf(Child)).toBe(rulesOf(Child));
  expect(rulesOf(Parent)).not.toEqual(rulesOf(Child));
  expect(
    validateSync(new Child())
      .map(({ property }) => property)
      .sort(),
  ).toEqual(['n', 'word']);
  expect(validateSync(new Parent())).toHaveLength(1);
});

it('may be told twice', () => {
  rememberRules();
  const { getTargetValidationMetadatas } = getMetadataStorage();
  rememberRules();
  expect(getMetadataStorage().getTargetValidationMetadatas).toBe(getTargetValidationMetadatas);
});
