'use strict';
// A plain entry, because Node takes a TypeScript one for an ES module as soon as --import is used (the leash of deploy/local).
require('@swc-node/register');
require('./main.ts');
