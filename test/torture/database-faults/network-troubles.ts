import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Link, Passage } from './link';
import { NOTHING, aWhile } from './trouble';
import type { Trouble } from './trouble';

const cutAll: Trouble = {
  name: 'cut-all',
  strike: async ({ proxy }, random) => {
    for (let cuts = random.between(1, 4); cuts > 0; cuts -= 1) {
      proxy.cutAll();
      await sleep(random.between(50, 800));
    }
  },
};

const cutAtRandom: Trouble = {
  name: 'cut-one-by-one',
  strike: async ({ proxy }, random) => {
    for (let cuts = random.between(20, 60); cuts > 0; cuts -= 1) {
      const { links } = proxy;
      if (links.length > 0) random.pick(links).cut();
      await sleep(random.between(5, 80));
    }
  },
};

const refuse: Trouble = {
  name: 'refuse-connections',
  strike: async ({ proxy }, random) => {
    await proxy.closeDoor();
    proxy.cutAll();
    await aWhile(random);
    await proxy.openDoor();
  },
};

/** Nothing gets through, new connections are accepted and stay silent; afterwards all arrives that was under way, as TCP would have it. */
const blackHole: Trouble = {
  name: 'black-hole',
  strike: async ({ proxy }, random) => {
    const over = sleep(random.between(2_000, 9_000));
    proxy.begin({ opening: over, closing: over, pass: ({ bytes }) => over.then(() => bytes) });
    await over;
    proxy.end();
  },
};

/** What is sent over the connections of now is lost, for good, as when a firewall forgets them; the shop must find that out by itself. */
const forgotten: Trouble = {
  name: 'forgotten-connections',
  strike: async ({ proxy }, random) => {
    proxy.links.forEach((link) => link.forget());
    await aWhile(random);
  },
};

const delay: Trouble = {
  name: 'delay',
  strike: async ({ proxy }, random) => {
    proxy.begin({ pass: ({ bytes }) => sleep(random.between(50, 300)).then(() => bytes) });
    await aWhile(random);
    proxy.end();
  },
};

const throttle: Trouble = {
  name: 'throttle',
  strike: async ({ proxy }, random) => {
    const bytesPerMs = random.between(4, 20);
    proxy.begin({ pass: ({ bytes }) => sleep(bytes.length / bytesPerMs).then(() => bytes) });
    await aWhile(random);
    proxy.end();
  },
};

const isCommit = ({ statements }: Passage): boolean => statements.includes('COMMIT');

/** The server has committed, the shop never hears of it. */
const swallowCommit: Trouble = {
  name: 'commit-without-answer',
  strike: async ({ proxy }, random) => {
    const pass: Fault['pass'] = (passage: Passage, link: Link) => {
      if (isCommit(passage) && random.chance(0.5)) link.marks.add('committing');
      if (passage.direction === 'up' || !link.marks.has('committing')) return passage.bytes;
      link.cut();
      return NOTHING;
    };
    proxy.begin({ pass });
    await aWhile(random);
    proxy.end();
  },
};

const cutBeforeCommit: Trouble = {
  name: 'cut-before-commit',
  strike: async ({ proxy }, random) => {
    const pass: Fault['pass'] = (passage, link) => {
      if (!isCommit(passage) || !random.chance(0.5)) return passage.bytes;
      link.cut();
      return NOTHING;
    };
    proxy.begin({ pass });
    await aWhile(random);
    proxy.end();
  },
};

/** Half a result arrives, then the connection is reset or closed in good order. */
const brokenResults: Trouble = {
  name: 'broken-results',
  strike: async ({ proxy }, random) => {
    const pass: Fault['pass'] = ({ direction, bytes }, link) => {
      if (direction === 'up' || bytes.length < 20 || !random.chance(0.1)) return bytes;
      if (random.chance(0.5)) setImmediate(() => link.cut());
      else setImmediate(() => link.halfClose());
      return bytes.subarray(0, random.between(1, bytes.length - 1));
    };
    proxy.begin({ pass });
    await aWhile(random);
    proxy.end();
  },
};

export const networkTroubles: readonly Trouble[] = [
  ...[cutAll, cutAtRandom, refuse, blackHole, forgotten],
  ...[delay, throttle, swallowCommit, cutBeforeCommit, brokenResults],
];
