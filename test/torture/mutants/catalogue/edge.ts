import type { Mutant } from '../mutant';

const EDGE = 'test/e2e/edge/edge.spec.ts';
const HUNG_UP = 'test/e2e/edge/hung-up.spec.ts';
const WHEN_OVER = 'src/platform/http/when-over.spec.ts';

/** What stands between the network and the operations. */
export const edge: readonly Mutant[] = [
  {
    name: 'unknown-names',
    file: 'src/platform/http/shape-check.ts',
    find: 'if (query.length + body.length > 0) throw',
    replace: 'if (query.length + body.length > 1_000_000) throw',
    tests: [EDGE],
  },
  {
    name: 'unknown-fields',
    file: 'src/platform/http/validation.pipe.ts',
    find: 'forbidNonWhitelisted: true,',
    replace: 'forbidNonWhitelisted: false,',
    tests: [EDGE],
  },
  {
    name: 'place-after-the-body',
    file: 'src/platform/http/edge.ts',
    find: 'if (limited && announcesBody(request)) bodies',
    replace: "if (limited && announcesBody(request) && request.method === '') bodies",
    tests: ['test/e2e/edge/limits.spec.ts'],
  },
  {
    name: 'place-held-while-working',
    file: 'src/platform/http/places.ts',
    find: 'if (!closed || working || (begun && !answered)) return;',
    replace: 'if (!closed) return;',
    tests: ['test/e2e/edge/limits.spec.ts'],
  },
  {
    name: 'query-duplicate-names',
    file: 'src/platform/http/strict-query.ts',
    find: "if (Object.hasOwn(query, name) && !name.includes('.')) return",
    replace: "if (name === '.') return",
    tests: ['src/platform/http/strict-query.spec.ts', EDGE],
  },
  {
    name: 'over-behind-another-answer',
    file: 'src/platform/http/when-over.ts',
    find: '    for (const fire of callbacks) fire();\n',
    replace: '',
    tests: [WHEN_OVER, HUNG_UP],
  },
  {
    name: 'over-before-anybody-asked',
    file: 'src/platform/http/when-over.ts',
    find: 'response.closed || hungUp(response.req)',
    replace: 'response.closed',
    tests: [WHEN_OVER, HUNG_UP],
  },
  {
    name: 'slow-reader-behind-another-answer',
    file: 'src/platform/http/slow-readers.ts',
    find: 'response.req.socket.destroy()',
    replace: 'response.destroy()',
    tests: ['src/platform/http/slow-readers.spec.ts'],
  },
  {
    name: 'tunnel-with-nobody-to-hear-its-errors',
    file: 'src/platform/http/parser-errors.ts',
    find: "  socket.on('error', () => socket.destroy());\n",
    replace: '',
    tests: ['test/e2e/edge/bare-socket.spec.ts'],
  },
  {
    name: 'told-to-go-and-stays',
    file: 'src/platform/http/parser-errors.ts',
    find: 'const goodbye = setTimeout(() => socket.destroy(), GOODBYE_MS);',
    replace: 'const goodbye = setTimeout(() => undefined, GOODBYE_MS);',
    tests: ['test/e2e/edge/bare-socket.spec.ts'],
  },
  {
    name: 'not-shared-is-not-waited-for',
    file: 'src/platform/http/shared-answers.ts',
    find: '    flights.get(request)?.land();\n',
    replace: '',
    tests: [HUNG_UP],
  },
];
