import { BadRequestException, HttpException, NotFoundException, UnauthorizedException } from '@nestjs/common';
import { CommitOutcomeUnknown, DatabaseBusy } from '../database';
import { NotFound } from '.';
import { defineProblem, problemCatalogue } from './problem';
import { integer, optional, text } from './problem-members';
import { problemBody, problemHeaders } from './problem-response';
import { toProblem } from './problem-mapping';

class TeaOnly extends defineProblem({
  ...{ code: 'kitchen/tea-only', status: 418, title: 'Only tea', help: 'There is tea.' },
  members: { wanted: text('What there is none of.', 'coffee'), cups: optional(integer('How many.', 1)) },
}) {
  constructor(wanted: string) {
    super(`There is no ${wanted}.`, { wanted }, { retryAfter: 0.2 });
  }
}

describe('problems', () => {
  it('have an address, a code, words, and members of their own', () => {
    const context = { publicUrl: 'https://shop.example', requestId: 'r1', instance: '/v1/tea' };
    expect(problemBody(new TeaOnly('coffee'), context)).toEqual({
      type: 'https://shop.example/problems/kitchen/tea-only',
      title: 'Only tea',
      status: 418,
      detail: 'There is no coffee.',
      instance: '/v1/tea',
      code: 'kitchen/tea-only',
      requestId: 'r1',
      wanted: 'coffee',
    });
    expect(problemHeaders(new TeaOnly('coffee'))).toEqual({ 'retry-after': '1' });
  });

  it('are defined once, with a well-formed code', () => {
    const rest = { status: 400, title: 't', help: 'h' };
    expect(() => defineProblem({ code: 'kitchen/tea-only', ...rest })).toThrow('defined twice');
    for (const code of ['tea', 'Kitchen/tea', 'kitchen/Tea', 'kitchen/tea/cup', 'kitchen/']) {
      expect(() => defineProblem({ code, ...rest })).toThrow('<module>/<kebab-case>');
    }
  });

  it('each tell what a client does about them', () => {
    for (const { help, title } of problemCatalogue().filter(({ code }) => !code.startsWith('kitchen/'))) {
      expect(title.length).toBeGreaterThan(5);
      expect(help.length).toBeGreaterThan(60);
    }
  });
});

it('problems have the members that their kind declares, as the compiler sees', () => {
  const rest = { status: 400, title: 't', help: 'h' };
  const Plain = defineProblem({ code: 'kitchen/plain', ...rest });
  const Cold = defineProblem({
    code: 'kitchen/cold',
    ...rest,
    members: { degrees: integer('How warm.', 7), since: optional(text('When.', 'noon')) },
  });
  expect(new Plain('x').extensions).toEqual({});
  expect(new Plain('x', {}, { retryAfter: 1 }).options).toEqual({ retryAfter: 1 });
  expect(new Cold('x', { degrees: 7 }).extensions).toEqual({ degrees: 7 });
  expect(new Cold('x', { degrees: 7, since: 'noon' }).type.members).toHaveProperty('since.optional', true);
  // @ts-expect-error A kind without members takes none.
  new Plain('x', { degrees: 7 });
  // @ts-expect-error A promised member is given.
  new Cold('x');
  // @ts-expect-error A promised member is given.
  new Cold('x', { since: 'noon' });
  // @ts-expect-error What is not declared is not given.
  new Cold('x', { degrees: 7, wind: 3 });
  // @ts-expect-error A member is what it was declared to be.
  new Cold('x', { degrees: 'cold' });
  // @ts-expect-error No member takes the name of a standard one.
  defineProblem({ code: 'kitchen/status', ...rest, members: { status: integer('Which.', 1) } });
});

describe('whatever is thrown', () => {
  const codeOf = (error: unknown) => toProblem(error).type.code;

  it('becomes a problem', () => {
    expect(toProblem(new NotFound('cart'))).toBeInstanceOf(NotFound);
    expect(codeOf(new NotFoundException())).toBe('request/unknown-route');
    expect(codeOf(new UnauthorizedException())).toBe('auth/unauthenticated');
    expect(codeOf(new BadRequestException('x'))).toBe('request/malformed');
    expect(codeOf(new HttpException('x', 499))).toBe('request/malformed');
    expect(codeOf(Object.assign(new Error('x'), { statusCode: 413 }))).toBe('request/too-large');
    expect(codeOf(new DatabaseBusy('x'))).toBe('server/overloaded');
    expect(codeOf(new CommitOutcomeUnknown('x'))).toBe('server/outcome-unknown');
    expect(codeOf(new Error('Pool is closed.'))).toBe('server/unavailable');
    expect(codeOf(new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })]))).toBe('server/unavailable');
    for (const odd of [
      new Error('x'),
      'text',
      null,
      undefined,
      7,
      Object.assign(new Error('x'), { statusCode: 500 }),
      new HttpException('x', 500),
    ]) {
      expect(codeOf(odd)).toBe('server/unexpected');
    }
  });
});
