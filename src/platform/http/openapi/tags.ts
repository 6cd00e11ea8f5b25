/** The story of a purchase, in order; then what staff do, then what machines call. */
const STORY: readonly (readonly [name: string, description: string])[] = [
  ['Auth', 'Create an account, sign in, stay signed in, get back in after a forgotten password.'],
  ['Account', 'The signed-in customer: profile, addresses, sessions, orders and the right to take all data along or away.'],
  ['Catalog', 'What the shop sells: categories, products, search with facets. Public and cacheable.'],
  ['Cart', 'Fill a cart as a guest or as a customer, address it, choose shipping, add coupons; every price is explained.'],
  ['Checkout', 'Turn a cart into an order with a payment: stock is held, the price is fixed, nothing happens twice.'],
  ['Payments', 'Confirm or give up a payment. The built-in sandbox gateway takes the test methods that its description lists.'],
  ['Orders', 'Follow an order, as it changes or live, and cancel it.'],
];
const STAFF: Readonly<Record<string, string>> = {
  'Admin catalog': 'Products, variants, categories and images.',
  'Admin customers': 'Accounts, their roles and sessions.',
  'Admin orders': 'Orders, fulfilments and cancellations.',
  'Admin payments': 'Payments, refunds, the ledger and the comparison with the gateway.',
  'Admin pricing': 'Promotions, taxes, shipping methods, and the price function as an endpoint.',
  'Admin stock': 'What is on hand, reserved and available, and why it changed.',
  'Admin operations': 'What became of a request: its idempotency key.',
  'Admin imports': 'Bring a catalogue in, take it out again.',
};
const MACHINES: readonly (readonly [name: string, description: string])[] = [
  ['Webhooks', 'What payment gateways call. Signed, answered at once, worked on later.'],
  ['Operations', 'Health and metrics of the process.'],
];

/** Staff tags are one family, however they are spelled. */
export function tagName(name: string): string {
  return name.startsWith('Admin ') ? `Admin ${name.slice('Admin '.length).toLowerCase()}` : name;
}

export function describeTags(used: ReadonlySet<string>): { name: string; description: string }[] {
  const known = new Set([...STORY, ...MACHINES].map(([name]) => name));
  const staff = [...used].filter((name) => !known.has(name)).sort();
  const described = staff.map((name) => [name, STAFF[name] ?? `${name}: for staff.`] as const);
  return [...STORY, ...described, ...MACHINES].filter(([name]) => used.has(name)).map(([name, description]) => ({ name, description }));
}
