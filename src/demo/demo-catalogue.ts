import type { ProductDraft } from '../modules/catalog';
import { clothing } from './data/clothing';
import { foodAndDrink } from './data/food-and-drink';
import { home } from './data/home';
import { kitchenAndTable } from './data/kitchen-and-table';
import { outdoor } from './data/outdoor';
import { stationeryAndBooks } from './data/stationery-and-books';

const departments = [foodAndDrink, kitchenAndTable, home, stationeryAndBooks, outdoor, clothing];

/**
 * Everything that the demo shop sells: a small department store for people who like things that last. The departments take turns, so that
 * the newest products of the shop are a mixture.
 */
export function demoCatalogue(imageBase: string): ProductDraft[] {
  const longest = Math.max(...departments.map((department) => department.length));
  const turns = Array.from({ length: longest }, (_, index) => departments.flatMap((department) => department[index] ?? []));
  return turns.flat().map((draft) => draft(imageBase));
}
