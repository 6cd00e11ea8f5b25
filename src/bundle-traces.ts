import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, resolve } from 'node:path';

/** What the bundle is called in traces. Not its path: that would be the one of the build, which a kept compilation remembers. */
export const BUNDLE = 'bundle.js';

/** Lets stack traces name our TypeScript files. Node's own support would read the large map at each start; here the first trace does. */
export function traceTo(file: string): void {
  let map: SourceMap | undefined;
  const placeOf = (frame: NodeJS.CallSite): string => {
    const text = frame.toString();
    const [line, column] = [frame.getLineNumber() ?? 0, frame.getColumnNumber() ?? 0];
    if (frame.getFileName() !== BUNDLE) return text;
    map ??= new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
    const found = map.findEntry(line - 1, column - 1);
    if (!('originalSource' in found) || found.originalSource.includes('node_modules')) return text;
    const source = resolve(dirname(file), found.originalSource);
    return text.replace(`${BUNDLE}:${line}:${column}`, `${source}:${found.originalLine + 1}:${found.originalColumn + 1}`);
  };
  Error.prepareStackTrace = (error, frames) => [Error.prototype.toString.call(error), ...frames.map(placeOf)].join('\n    at ');
}
