import type { Components } from './types';

/** Swagger UI sends a fresh one in its place. */
export const EXAMPLE_KEY = '019a9f3e-7d5c-7a6b-8c1d-2e3f4a5b6c7d';

const text = { type: 'string' as const };

/** What every operation's description refers to. */
export function sharedComponents(): Components {
  return { headers, parameters, schemas: { Problem: problemSchema, FieldError: fieldErrorSchema }, securitySchemes };
}

function keyParameter(required: boolean) {
  const description =
    'A fresh random key per intended effect (a UUID, say). The same key again gives the same answer, and nothing happens twice. ' +
    'To a caller without account or token a secret in the answer, such as the token of a new cart, is repeated only under a key that nobody could guess.';
  return {
    name: 'Idempotency-Key',
    in: 'header' as const,
    required,
    description,
    schema: { type: 'string' as const, minLength: 1, maxLength: 255 },
    example: EXAMPLE_KEY,
  };
}

function versionParameter(required: boolean) {
  const description = 'The ETag of the version you read; 412 when somebody changed it in the meantime.';
  return {
    name: 'If-Match',
    in: 'header' as const,
    required,
    description: `${description} \`*\` is whatever version there is.`,
    schema: text,
    example: '*',
  };
}

const problemSchema = {
  type: 'object' as const,
  description: 'RFC 9457 problem details. Switch on `code`; kinds with further members have a schema of their own.',
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
  properties: {
    type: { type: 'string' as const, format: 'uri-reference', description: 'The page that explains this kind of problem.' },
    title: { type: 'string' as const, description: 'The kind of problem in words; the same for every occurrence.' },
    status: { type: 'integer' as const, minimum: 400, maximum: 599, description: 'The HTTP status.' },
    detail: { type: 'string' as const, description: 'What happened this time, for people.' },
    instance: { type: 'string' as const, format: 'uri-reference', description: 'The path of the request.' },
    code: { type: 'string' as const, description: 'The kind of problem for programs, `<module>/<name>`; it never changes.' },
    requestId: { type: 'string' as const, description: 'Under this id the request is in the log.' },
  },
};

const fieldErrorSchema = {
  type: 'object' as const,
  description: 'One thing that is wrong with a request, and where.',
  required: ['pointer', 'code', 'detail'],
  properties: {
    pointer: {
      type: 'string' as const,
      description: 'A JSON pointer into the body, `?name` for a query parameter, `:name` for a part of the path.',
    },
    code: { type: 'string' as const, description: 'What is wrong, for programs.' },
    detail: { type: 'string' as const, description: 'What is wrong, for people.' },
  },
};

const headers: Components['headers'] = {
  'X-Request-Id': {
    description: "The request's id: yours when you sent a sane one. Name it when you ask for help.",
    schema: text,
    example: 'req_02ITLcBYoUJdzTUMCSHuv3',
  },
  'Retry-After': { description: 'Seconds after which trying again makes sense.', schema: { type: 'integer', minimum: 1 }, example: 1 },
  'RateLimit-Policy': { description: 'The limit: `q` requests in `w` seconds.', schema: text, example: '"general";q=600;w=60' },
  RateLimit: {
    description: 'What is left: `r` requests, and `t` seconds until there are more.',
    schema: text,
    example: '"general";r=599;t=60',
  },
  ETag: {
    description: 'Names this version of the resource; send it as If-Match or If-None-Match.',
    schema: text,
    example: '"3-0a1b2c3d"',
  },
  Location: {
    description: 'The address of what was made.',
    schema: { type: 'string', format: 'uri-reference' },
    example: '/v1/carts/cart_02ITLcBYoUJdzTUMCSHuv3',
  },
  Link: {
    description: 'The address of the next page, with `rel="next"`; absent on the last one.',
    schema: text,
    example: '<https://shop.example/v1/products?cursor=abc>; rel="next"',
  },
  Vary: {
    description: 'The request headers that a shared cache must tell answers apart by.',
    schema: text,
    example: 'accept-encoding, accept-language',
  },
  'Content-Language': {
    description:
      'The language of the title, name or label that is shown: where it has no translation, that of the language behind it, and of the shop at last. Of a list, those of all its titles with commas between. Lists of products, and suggestions, name the language that was chosen: some of their titles may be in one behind it.',
    schema: text,
    example: 'de',
  },
  'Idempotent-Replayed': {
    description: '`true` when this is the stored answer of an earlier request with the same key.',
    schema: text,
    example: 'true',
  },
};

const parameters: Components['parameters'] = {
  IdempotencyKey: keyParameter(false),
  RequiredIdempotencyKey: keyParameter(true),
  IfMatch: versionParameter(false),
  RequiredIfMatch: versionParameter(true),
  IfNoneMatch: {
    ...{ name: 'If-None-Match', in: 'header', required: false, schema: text },
    description: 'ETags you have; 304 without a body when one is still right.',
  },
};

const securitySchemes: Components['securitySchemes'] = {
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The `accessToken` of a sign-in.' },
  cartToken: { type: 'apiKey', in: 'header', name: 'X-Cart-Token', description: 'The `token` that came with a guest cart, once.' },
  orderToken: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Order-Token',
    description: 'The `order.token` that came with a checkout, once.',
  },
};
