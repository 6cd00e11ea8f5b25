'use strict';
// A plain entry, for the same reason as torture-entry.cjs.
require('@swc-node/register');
require('../../bench/main.ts');
