/**
 * How `node` is told to run the shop. The size of the young generation is a flag of V8, which takes a kept compilation under the flags only that it
 * was made with (bundle.mjs, src/start.ts); the pool's is an option of Node and changes nothing about that. deploy/README.md says what they do.
 */
export const SHOP_FLAGS = ['--max-semi-space-size=24', '--v8-pool-size=1'];
