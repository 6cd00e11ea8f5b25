'use strict';
require('@swc-node/register');
require('./worker.ts');
