import document from '../contract/openapi.json';

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly $ref?: string }[];
}

/** POSTs that take no Idempotency-Key, each with the reason why a repetition does no harm without one. */
const WITHOUT_KEY: Readonly<Record<string, string>> = {
  register:
    'the address is the key: a second registration makes no second account; a stored fingerprint would be a fast hash of the password',
  verifyEmail: 'the token is used up by the first',
  login: 'opens a session, which may be repeated; a stored answer would be a stored session',
  refreshSession: 'rotation has its own rule for repetitions: a grace while the successor is unused',
  logout: 'ends what may have ended already',
  requestPasswordReset: 'always the same answer; a new token makes the older ones void',
  confirmPasswordReset: 'the token is used up by the first',
  createImport: 'the body is a stream that cannot be compared; importing the same file again changes nothing',
  uploadMedia: 'the body is a stream that cannot be compared; the same bytes are the same image',
  simulatePrice: 'stores nothing',
  receivePaymentWebhook: 'gateways send no keys; the event id is unique in the inbox',
  answerSandboxChallenge: 'a form of a browser; only the first decision about a charge counts',
};

const posts = Object.entries(document.paths as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
  methods['post'] ? [{ path, ...methods['post'] }] : [],
);
const keyOf = ({ parameters = [] }: Operation): 'required' | 'optional' | undefined => {
  const names = parameters.map(({ $ref }) => $ref?.split('/').at(-1));
  if (names.includes('RequiredIdempotencyKey')) return 'required';
  return names.includes('IdempotencyKey') ? 'optional' : undefined;
};

it('lets every POST be repeated safely: with an Idempotency-Key, or for a reason told here', () => {
  const without = posts.filter((post) => keyOf(post) === undefined).map(({ operationId }) => operationId);
  expect(without.sort()).toEqual(Object.keys(WITHOUT_KEY).sort());
});

it('requires the key where money moves', () => {
  const moves = posts.filter(
    ({ path }) => /\/(checkout|refunds|capture|confirm)$|\/payments\/\{\w+\}\/\w+$/.test(path) && !/webhooks|\/auth\//.test(path),
  );
  expect(moves.map(({ operationId }) => operationId)).toEqual(expect.arrayContaining(['checkoutCart', 'confirmPayment', 'cancelPayment']));
  expect(moves.filter((post) => keyOf(post) !== 'required').map(({ operationId }) => operationId)).toEqual([]);
});
