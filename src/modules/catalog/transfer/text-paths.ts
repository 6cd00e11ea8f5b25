// Lists of lists of titles in one cell: `Home > Kitchen | Sale`. A backslash keeps a mark that belongs to a title.
const MARKS = /[\\>|]/g;

export function writePaths(paths: readonly (readonly string[])[]): string {
  return paths.map((path) => path.map((title) => title.replace(MARKS, '\\$&')).join(' > ')).join(' | ');
}

/** The inverse of `writePaths`; blank titles and blank paths are left out. */
export function readPaths(text: string): string[][] {
  const paths: string[][] = [];
  let path: string[] = [];
  let title = '';
  const endTitle = (): void => {
    if (title.trim() !== '') path.push(title.trim());
    title = '';
  };
  const endPath = (): void => {
    endTitle();
    if (path.length > 0) paths.push(path);
    path = [];
  };
  for (let index = 0; index < text.length; index += 1) {
    const mark = text.charAt(index);
    if (mark === '\\') title += text.charAt((index += 1));
    else if (mark === '>') endTitle();
    else if (mark === '|') endPath();
    else title += mark;
  }
  endPath();
  return paths;
}
