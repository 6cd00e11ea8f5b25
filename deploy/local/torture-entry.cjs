'use strict';
// A plain entry, because Node takes a TypeScript one for an ES module as soon as --import is used (leash.mjs).
require('@swc-node/register');
require('../../test/torture/main.ts');
