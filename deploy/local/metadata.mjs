// `npm run metadata`: gathers the doc comments of the DTOs into src/metadata.ts, from where they reach the API document. SWC drops
// comments and types, so the compiler of TypeScript is asked once; nothing happens when no source file changed.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const source = join(root, 'src');
const stamp = join(root, '.portico', 'metadata.stamp');
const output = join(source, 'metadata.ts');

const files = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts') && entry.name !== 'metadata.ts')
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .sort();
const hash = createHash('sha256');
for (const file of [
  ...files,
  ...['nest-cli.json', 'tsconfig.json', 'package-lock.json', 'deploy/local/metadata.mjs'].map((name) => join(root, name)),
]) {
  hash.update(relative(root, file)).update(readFileSync(file));
}
const fresh = hash.digest('hex');
if (existsSync(output) && existsSync(stamp) && readFileSync(stamp, 'utf8') === fresh) process.exit(0);

const require = createRequire(join(root, 'package.json'));
const ts = require('typescript');
const { PluginMetadataGenerator } = require('@nestjs/cli/lib/compiler/plugins/plugin-metadata-generator.js');
const { ReadonlyVisitor } = require('@nestjs/swagger/plugin');

const { compilerOptions } = JSON.parse(readFileSync(join(root, 'nest-cli.json'), 'utf8'));
const { options: pluginOptions } = compilerOptions.plugins.find(({ name }) => name === '@nestjs/swagger');
const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config, ts.sys, root);
const described = files.filter((file) => /\.(dto|controller)\.ts$/.test(file));
new PluginMetadataGenerator().generate({
  visitors: [new ReadonlyVisitor({ ...pluginOptions, pathToSource: source })],
  outputDir: source,
  tsProgramRef: ts.createProgram({ rootNames: described, options: { ...options, noEmit: true } }),
});
mkdirSync(dirname(stamp), { recursive: true });
writeFileSync(stamp, fresh);
