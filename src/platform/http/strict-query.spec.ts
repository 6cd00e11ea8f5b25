import { BAD_QUERY, parseStrictQuery } from './strict-query';

describe('a query string', () => {
  it.each(['constructor=1', 'option.constructor=M', 'attr.__proto__=1', 'attr.%63onstructor=1', 'option.toString=M', 'prototype=1'])(
    'may not name what every object has: %s',
    (text) => {
      expect(parseStrictQuery(text)[BAD_QUERY]).toMatchObject({ code: 'forbidden_name' });
    },
  );

  it.each(['q=1&q=2', 'q=1&%71=2', 'q=&a=1&q='])('may name a parameter once: %s', (text) => {
    expect(parseStrictQuery(text)[BAD_QUERY]).toMatchObject({ pointer: '?q', code: 'duplicate_name' });
  });

  it('may name members of maps, each of them several times', () => {
    expect(parseStrictQuery('option.size=M&option.size=L&q=constructor')).toEqual({ 'option.size': ['M', 'L'], q: 'constructor' });
  });
});
