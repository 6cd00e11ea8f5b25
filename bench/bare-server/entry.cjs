'use strict';
require('@swc-node/register');
require('./main.ts');
