// Runs on any Node, however old: only plain syntax here, and no imports that an old one lacks.
import { readFileSync } from 'fs';

function isAtLeast(version, wanted) {
  for (let index = 0; index < 3; index += 1) {
    if (version[index] !== wanted[index]) return version[index] > wanted[index];
  }
  return true;
}

/** `^20.19.0 || >=24.11.0`: the two forms that the engines field uses. */
function satisfies(version, range) {
  return range.split('||').some(function (part) {
    const wanted = part
      .replace(/[^0-9.]/g, '')
      .split('.')
      .map(Number);
    return isAtLeast(version, wanted) && (part.indexOf('^') === -1 || version[0] === wanted[0]);
  });
}

/** Ends the process with a plain sentence when this Node cannot run Portico. */
export function requireSupportedNode(manifestUrl) {
  const range = JSON.parse(readFileSync(manifestUrl, 'utf8')).engines.node;
  const version = process.versions.node.split('.').map(Number);
  if (satisfies(version, range)) return;
  console.error('Portico needs Node.js ' + range.replace(/ \|\| /g, ' or ') + '; this is ' + process.versions.node + '.');
  console.error('Please install a current Node.js (https://nodejs.org, or: nvm install 22) and start again.');
  process.exit(1);
}
