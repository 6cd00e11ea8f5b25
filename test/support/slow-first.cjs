'use strict';
const Sequencer = require('@jest/test-sequencer').default;

/** What starts whole shops comes first and units last, so that the workers end together also where nothing is known of earlier runs. */
const FLOORS = ['/test/e2e/', '/test/modules/', '/test/'];

function floorOf({ path }) {
  const floor = FLOORS.findIndex((folder) => path.includes(folder));
  return floor === -1 ? FLOORS.length : floor;
}

module.exports = class SlowFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => floorOf(a) - floorOf(b));
  }
};
