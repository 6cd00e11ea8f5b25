import type { Mutant } from '../mutant';

const DOOR = 'test/modules/platform/door.spec.ts';
const DOORSTEP = 'src/platform/http/doorstep.spec.ts';
const PAGES = 'test/modules/catalog/pages-in-a-rush.spec.ts';

/** What is answered before it is parsed. */
export const door: readonly Mutant[] = [
  {
    name: 'door-given-more-meanwhile',
    file: 'src/platform/http/door.ts',
    find: ' && given === this.given',
    replace: '',
    tests: [DOOR],
  },
  {
    name: 'door-body-still-to-come',
    file: 'src/platform/http/door.ts',
    find: 'request.complete && ',
    replace: '',
    tests: [DOOR],
  },
  {
    name: 'door-other-first-line',
    file: 'src/platform/http/door.ts',
    find: ' || piece.line !== `${method} ${url} HTTP/1.1`',
    replace: '',
    tests: [DOOR],
  },
  {
    name: 'door-more-headers-than-lines',
    file: 'src/platform/http/door.ts',
    find: 'lines === rawHeaders.length / 2 && ',
    replace: '',
    tests: [DOOR],
  },
  {
    name: 'door-length-of-the-piece',
    file: 'src/platform/http/door.ts',
    find: " && body === Number(headers['content-length'] ?? 0)",
    replace: '',
    tests: [DOOR],
  },
  {
    name: 'door-more-headers-than-node-tells-of',
    file: 'src/platform/http/door.ts',
    find: 'lines <= MOST_LINES && ',
    replace: '',
    tests: [DOOR],
  },
  {
    name: 'door-of-a-connection-that-ends',
    file: 'src/platform/http/door.ts',
    find: ' && response.shouldKeepAlive',
    replace: '',
    tests: [DOOR],
  },
  {
    name: 'door-resumed-while-held-back',
    file: 'src/platform/http/door.ts',
    find: 'if (isHeldBack(socket)) socket.pause();',
    replace: '',
    tests: ['src/platform/http/gate.spec.ts'],
  },
  {
    name: 'doorstep-remembers-secrets',
    file: 'src/platform/http/doorstep.ts',
    find: 'OWN.some((name) => headers[name] !== undefined) || ',
    replace: '',
    tests: [DOORSTEP],
  },
  {
    name: 'doorstep-remembers-bodies',
    file: 'src/platform/http/doorstep.ts',
    find: ' || !BARE.includes(bodyOf(piece))',
    replace: '',
    tests: [DOORSTEP],
  },
  {
    name: 'old-page-for-whoever-would-be-let-in',
    file: 'src/platform/http/kept-answers.ts',
    find: 'performance.now() - answer.madeAt <= TTL_MS',
    replace: 'performance.now() > 0',
    tests: [PAGES],
  },
  {
    name: 'page-for-whoever-has-it',
    file: 'src/platform/http/doorstep.ts',
    find: '!another && ',
    replace: '',
    tests: [PAGES],
  },
];
