// Part of the build: joins dist/src/bundle.js and every package that it uses to one file, and keeps what V8 compiled of it. Reading and compiling
// 2,400 files is most of what a start would wait for (src/start.ts).
import { readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';
import { SHOP_FLAGS } from './shop-flags.mjs';

/** Native code, files that are served, and what only a compiler asks for. */
const external = ['@node-rs/argon2', 'sharp', '@nestjs/swagger/plugin', 'swagger-ui-dist/*', 'typescript'];

/** Files that need to be files: their own place on the disk, or their own text, is what they work with. */
const APART = /\/src\/(.*\.browser|demo\/illustrations)$/;

/** Loaded by their packages in any case, and used by nothing here: other databases' drivers, the telephone numbers of the world, zod's other languages. */
const OTHER_DRIVERS =
  '(aurora-|better-sqlite3|capacitor|cockroachdb|cordova|expo|mongodb|nativescript|oracle|postgres|react-native|sap|spanner|sqlite|sqljs|sqlserver)';
const UNUSED = new RegExp(`/node_modules/(typeorm/driver/${OTHER_DRIVERS}|libphonenumber-js/|zod/v4/locales/(?!index|en\\.))`);

/** Has letters of the world in regular expressions, which esbuild leaves as they are. */
const LETTERS = /\/node_modules\/(validator|ansis)\/.*js$/;
const escaped = (text) => text.replace(/[^\0-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Make a `require` of their own, which esbuild does not follow: what it loads would be there twice, and two copies do not know each other. */
const OWN_REQUIRE =
  /\/@nestjs\/(mapped-types\/dist\/type-helpers\.utils|typeorm\/dist\/common\/typeorm-compat|swagger\/dist\/swagger-ui\/swagger-ui)\.js$/;
const withoutOwnRequire = (text) => text.replace('const require = createRequire(import.meta.url);', '');

/** The generated words of the API document are found by a path in single files. Here they must be those of the same classes. */
const DOC_COMMENTS = /\/platform\/http\/openapi\/plugin-metadata\.js$/;
const bundledDocComments = `
const { SwaggerModule } = require('@nestjs/swagger');
exports.loadDocComments = () => SwaggerModule.loadPluginMetadata(require('../../../metadata').default);`;

/** Traces are to lead to our own files; with those of the packages the map would take seconds to read. */
const nowhere = Buffer.from('{"version":3,"sources":["package"],"mappings":"AAAA"}').toString('base64');
const UNMAPPED = `\n//# sourceMappingURL=data:application/json;base64,${nowhere}`;

function packageFile({ path }) {
  if (UNUSED.test(path)) return { contents: '' };
  const text = readFileSync(path, 'utf8');
  const fitting = LETTERS.test(path) ? escaped(text) : OWN_REQUIRE.test(path) ? withoutOwnRequire(text) : text;
  return { contents: `${fitting}${UNMAPPED}` };
}

const arrangement = (out) => ({
  name: 'arrangement',
  setup({ onResolve, onLoad, resolve: find }) {
    onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
      const file = join(resolveDir, path);
      return APART.test(file) ? { path: `./${relative(out, file)}.js`, external: true } : undefined;
    });
    // Packages that are not installed are optional ones of other packages, which cope without.
    onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === arrangement || isBuiltin(path)) return undefined;
      const found = await find(path, { ...from, pluginData: arrangement });
      if (found.errors.length > 0) return { path, external: true };
      // What our files require is asked for once: each time, esbuild would copy the two hundred names of an ES module anew.
      return from.kind === 'require-call' && from.importer.startsWith(join(out, 'src')) ? { path, namespace: 'once' } : found;
    });
    onLoad({ filter: /.*/, namespace: 'once' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
      resolveDir: out,
    }));
    onLoad({ filter: /\/node_modules\/.*\.[cm]?js$/ }, packageFile);
    onLoad({ filter: DOC_COMMENTS }, ({ path }) => ({ contents: bundledDocComments, resolveDir: dirname(path) }));
    onLoad({ filter: /\/src\/.*\.js$/ }, ({ path }) =>
      /\b__(dir|file)name\b/.test(readFileSync(path, 'utf8'))
        ? { errors: [{ text: `${path} asks for its own place: it belongs to APART` }] }
        : undefined,
    );
  },
});

/**
 * esbuild writes a call around every function, also around those that are made anew with each request, so that names survive its renaming. The
 * names of classes are needed (dependency injection, the API document, errors); those of functions are not, and they cost a request a twentieth.
 * But for one: @nestjs/swagger knows a type that is told later by a function called `type`. Nothing moves within the file, so the map stays true.
 */
const NAMING = 'var __name=(target,value)=>__defProp(target,"name",{value,configurable:!0});';
const NAME_CLASSES = 'const __Name = (target, value) => Object.defineProperty(target, "name", { value, configurable: true });';

function nameClassesOnly(outfile) {
  const text = readFileSync(outfile, 'latin1');
  if (!text.includes(NAMING)) throw new Error('esbuild writes its names in another way than nameClassesOnly expects.');
  const unnamed = text
    .replace(NAMING, 'var __name=(target,value)=>value==="type"?__Name(target,value):target;'.padEnd(NAMING.length))
    .replaceAll('{__name(this,"', '{__Name(this,"');
  writeFileSync(outfile, unnamed, 'latin1');
}

/** The build is moved when it is complete, and the map names the sources relative to itself. */
function leadFrom(finalPlace, outfile) {
  const map = JSON.parse(readFileSync(`${outfile}.map`, 'utf8'));
  const sources = map.sources.map((source) => relative(finalPlace, resolve(dirname(outfile), source)));
  writeFileSync(`${outfile}.map`, JSON.stringify({ ...map, sources }));
}

/** `dist` is where the build is made, `finalPlace` where it will be. */
export async function bundle(dist, finalPlace) {
  const outfile = join(dist, 'bundle.js');
  await build({
    entryPoints: [join(dist, 'src', 'bundle.js')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external,
    plugins: [arrangement(dist)],
    minifyWhitespace: true,
    minifySyntax: true,
    keepNames: true,
    supported: { 'dynamic-import': false },
    legalComments: 'none',
    sourcemap: 'external',
    sourcesContent: false,
    define: { 'import.meta.url': '__bundleUrl' },
    banner: {
      js: `(function (exports, require, module, __filename, __dirname) { const __bundleUrl = require("url").pathToFileURL(__filename).href; ${NAME_CLASSES}`,
    },
    footer: { js: '})' },
    logLevel: 'error',
  });
  // start.ts reads it as one byte a character, which is quicker and needs half the memory.
  if (/[^\0-\x7f]/.test(readFileSync(outfile, 'latin1'))) throw new Error('The bundle is not plain ASCII.');
  nameClassesOnly(outfile);
  leadFrom(finalPlace, outfile);
  const kept = spawnSync(process.execPath, [...SHOP_FLAGS, join(dist, 'src', 'start.js'), '--keep-compilation'], {
    stdio: 'inherit',
  });
  if (kept.status !== 0) throw new Error('The bundle does not start.');
}
