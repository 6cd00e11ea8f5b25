import type { INestApplication } from '@nestjs/common';
import { DECORATORS, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { TAGGED_METADATA } from './etag';
import { policyOf, securityOf } from './openapi/access';
import type { AccessSpec } from './openapi/access';
import { addAnswerHeaders, addProblemAnswers, problemsOfOperation } from './openapi/answers';
import { sharedComponents } from './openapi/components';
import { ExampleMaker } from './openapi/example';
import { findHandlers } from './openapi/handlers';
import type { Handler } from './openapi/handlers';
import { answerHeaders, completeParameters } from './openapi/parameters';
import { describeTags, tagName } from './openapi/tags';
import { refineSchemas } from './openapi/schemas';
import { isRef, METHODS } from './openapi/types';
import type { Components, OperationObject, Schema } from './openapi/types';
import { ACCESS_METADATA } from './open-route';
import { ANSWER_METADATA, LOCATION_METADATA } from './operation-metadata';
import type { AnswerSpec } from './operation-metadata';

const DESCRIPTION = `A commerce back end: catalogue, cart, checkout, payments, orders.

Money is whole minor units with a currency, times are RFC 3339 in UTC, ids are opaque and prefixed. Lists are pages with a cursor.
Every failure is a problem (RFC 9457) whose \`type\` leads to a page that explains it, with the members of its kind. POSTs take an \`Idempotency-Key\`: the same key
gives the same answer, and nothing happens twice. Single resources have an ETag for If-None-Match and If-Match.

Shopping from nothing: create a cart, add lines, set address and shipping method, check out, confirm the payment with \`pm_card_visa\`.`;

/** The whole contract. Throws when an operation lacks its name, its words, its policy or its answer. */
export function buildDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Portico')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setContact('The Portico maintainers', 'https://shop.example/developers', '')
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .addServer('/', 'This server')
    .build();
  const document = SwaggerModule.createDocument(app, config, { operationIdFactory: (controller, method) => `${controller}.${method}` });
  const components = mergeComponents(document.components ?? {});
  document.components = components;
  const handlers = findHandlers(app);
  for (const { path, method, operation } of operationsOf(document)) completeOperation(path, method, operation, handlers, components);
  document.tags = describeTags(new Set(operationsOf(document).flatMap(({ operation }) => operation.tags ?? [])));
  refineSchemas(document);
  const { openapi, info, servers, tags, paths } = document;
  // The library adds an empty e-mail address, which says nothing.
  const contact = { ...info.contact, email: undefined };
  return { openapi, info: { ...info, contact }, servers, tags, paths, components: usedOf(components, document) };
}

function operationsOf(document: OpenAPIObject): { path: string; method: string; operation: OperationObject }[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation ? [{ path, method, operation }] : [];
    }),
  );
}

function completeOperation(
  path: string,
  method: string,
  operation: OperationObject,
  handlers: ReadonlyMap<string, Handler>,
  components: Components,
): void {
  const name = `${method.toUpperCase()} ${path}`;
  const handler = handlers.get(operation.operationId ?? '');
  if (!handler) throw new Error(`${name} has no @Operation`);
  const access = handler.metadata<AccessSpec>(ACCESS_METADATA);
  if (!access) throw new Error(`${name} has no access policy`);
  const answer = handler.metadata<AnswerSpec>(ANSWER_METADATA);
  if (!answer) throw new Error(`${name} has no @Answers`);
  const { summary, description } = handler.spec;
  if (summary.trim() === '' || description.trim() === '') throw new Error(`${name} has no summary or no description`);
  // The library adds the controller's tag to the method's own; an operation belongs to one chapter.
  const tags = handler.metadata<readonly string[]>(DECORATORS.API_TAGS) ?? operation.tags ?? [];
  if (tags.length !== 1) throw new Error(`${name} needs one @ApiTags`);

  const examples = new ExampleMaker((components.schemas ?? {}) as Record<string, Schema>);
  operation.tags = tags.map(tagName);
  operation.security = securityOf(access);
  Object.assign(operation, { 'x-policy': policyOf(access) });
  completeParameters(operation, handler, method);
  completeBody(operation, method, handler.spec.example?.body, examples);
  completeAnswer(operation, answer, examples);
  const located = handler.metadata(LOCATION_METADATA) !== undefined;
  addAnswerHeaders(operation, answerHeaders(handler, path, { page: answer.page, located }));
  addProblemAnswers(operation, problemsOfOperation(handler, access, operation, { path, method }), components);
  if (method === 'get' && handler.metadata(TAGGED_METADATA)) {
    operation.responses['304'] = {
      description: 'Still the version that If-None-Match names.',
      headers: { ETag: { $ref: '#/components/headers/ETag' } },
    };
  }
}

function completeBody(operation: OperationObject, method: string, told: unknown, examples: ExampleMaker): void {
  const body = operation.requestBody;
  if (!body || isRef(body)) return;
  for (const content of Object.values(body.content)) {
    if (content.examples === undefined) content.example ??= told ?? examples.make((content.schema ?? {}) as Schema);
  }
  const json = body.content['application/json'];
  if (json && method === 'patch') body.content['application/merge-patch+json'] = { ...json };
}

function completeAnswer(operation: OperationObject, answer: AnswerSpec, examples: ExampleMaker): void {
  const response = operation.responses[String(answer.status)];
  if (!response || isRef(response) || !answer.hasBody) return;
  for (const content of Object.values(response.content ?? {})) {
    if (content.examples === undefined) content.example = answer.example ?? examples.make((content.schema ?? {}) as Schema);
  }
}

function mergeComponents(found: Components): Components {
  const shared = sharedComponents();
  const cacheControl = {
    description: 'How long the answer keeps, and where.',
    schema: { type: 'string' as const },
    example: 'public, max-age=30, s-maxage=60',
  };
  return {
    ...found,
    ...shared,
    headers: { ...shared.headers, 'Cache-Control': cacheControl },
    schemas: { ...found.schemas, ...shared.schemas },
  };
}

/** Linters are right to ask what an unused component is for. */
function usedOf(components: Components, document: OpenAPIObject): Components {
  const text = JSON.stringify(document);
  const used = <T>(kind: string, all: Readonly<Record<string, T>> = {}): Record<string, T> =>
    Object.fromEntries(Object.entries(all).filter(([name]) => text.includes(`"#/components/${kind}/${name}"`)));
  const { schemas, parameters, headers } = components;
  return {
    ...components,
    schemas: used('schemas', schemas),
    parameters: used('parameters', parameters),
    headers: used('headers', headers),
  };
}
