import { folderOf, type Import, type Source } from './sources.ts';

// Each rule takes the sources and returns one sentence for each place that breaks it.

/** A row of the floor table. */
export interface Folder {
  readonly floor: number;
  /** The folders it may import, besides itself and the ground floor. */
  readonly imports: readonly string[];
}

export type FloorTable = Readonly<Record<string, Folder>>;

const ground = 'utils';

/** The table itself: what a folder may import lies on a lower floor. */
export function upwardRows(table: FloorTable): string[] {
  return Object.entries(table).flatMap(([name, { floor, imports }]) =>
    imports
      .filter((imported) => !((table[imported]?.floor ?? Number.POSITIVE_INFINITY) < floor))
      .map((imported) => `${name} (floor ${floor}) may not list ${imported}`),
  );
}

/** Imports between folders that the table does not have. A test beside a file may import anything but entry files. */
export function forbiddenImports(sources: readonly Source[], table: FloorTable): string[] {
  return relativeImports(sources)
    .filter(({ source, folder }) => {
      if (source.folder === 'entry') return false;
      if (source.isTest) return folder === 'entry';
      if (folder === source.folder || folder === ground) return false;
      return !table[source.folder]?.imports.includes(folder);
    })
    .map(({ source, target }) => `${source.path} imports ${target}`);
}

export function unknownFolders(sources: readonly Source[], table: FloorTable): string[] {
  return sources
    .filter(({ folder }) => folder !== 'entry' && !table[folder])
    .map(({ path, folder }) => `${path}: the table has no row for ${folder}`);
}

/** Imports of packages outside the folders (or files) that the table gives them to. */
export function forbiddenPackages(
  sources: readonly Source[],
  homes: Readonly<Record<string, readonly string[]>>,
): string[] {
  return packageImports(sources)
    .filter(({ source, name }) => ![source.folder, source.path].some((place) => homes[name]?.includes(place)))
    .map(({ source, target }) => `${source.path} imports ${target}`);
}

/** Imports of `packageName` inside `folder` that are still there when the code runs. */
export function valueImportsOf(sources: readonly Source[], packageName: string, folder: string): string[] {
  return packageImports(sources)
    .filter(({ source, name, isType }) => name === packageName && source.folder === folder && !isType)
    .map(({ source, target }) => `${source.path} imports ${target} as a value`);
}

/** Reads of the clock, of randomness or of the page where only data and pure functions live. */
export function impurities(sources: readonly Source[], places: readonly string[]): string[] {
  return sources
    .filter((source) => !source.isTest && [source.folder, source.path].some((place) => places.includes(place)))
    .flatMap(({ path, code }) => {
      const names = (code.match(worldly) ?? []).filter((name) => !declares(code, name));
      return names.map((name) => `${path} uses ${name}`);
    });
}

/** Whether `name` is a variable or a parameter of the file's own: a `window` of time is not the page's. */
function declares(code: string, name: string): boolean {
  return new RegExp(`\\b(const|let|function)\\s+${name}\\b|[(,]\\s*${name}\\s*:`).test(code);
}

const worldly =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.now\b|\bcrypto\.\w+|(?<![.\w])(?:setTimeout|setInterval|queueMicrotask|requestAnimationFrame|fetch)(?=\s*\()|(?<![.\w])(?:window|document|navigator|globalThis)(?=\??\.)/g;

/** Circles of imports, those of types too, each told once, from its first file on. */
export function cycles(sources: readonly Source[]): string[] {
  const next = importGraph(sources, () => true);
  const done = new Set<string>();
  const found: string[] = [];
  function visit(path: string, trail: readonly string[]): void {
    const start = trail.indexOf(path);
    if (start >= 0) found.push([...trail.slice(start), path].join(' → '));
    if (start >= 0 || done.has(path)) return;
    for (const target of next.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  }
  for (const { path } of sources) visit(path, []);
  return found;
}

/** Files through which `entry` loads one of `packages`. */
export function reached(sources: readonly Source[], entry: string, packages: readonly string[]): string[] {
  const next = importGraph(sources, ({ isType }) => !isType);
  const seen = new Set<string>();
  function visit(path: string): void {
    if (seen.has(path)) return;
    seen.add(path);
    for (const target of next.get(path) ?? []) visit(target);
  }
  visit(entry);
  return packageImports(sources)
    .filter(({ source, name, isType }) => seen.has(source.path) && packages.includes(name) && !isType)
    .map(({ source, target }) => `${entry} reaches ${source.path}, which imports ${target}`);
}

/** Index files that no subpath of the package leads to. */
export function hiddenIndexes(sources: readonly Source[], exported: readonly string[]): string[] {
  return sources
    .map(({ path }) => path)
    .filter((path) => /\/index\.tsx?$/.test(path) && !exported.includes(path))
    .map((path) => `${path} is no subpath export`);
}

export function tooLong(sources: readonly Source[], limit: number): string[] {
  return sources
    .filter((source) => !source.isTest && source.lines > limit)
    .map((source) => `${source.path} has ${source.lines} lines`);
}

function relativeImports(sources: readonly Source[]) {
  return allImports(sources)
    .filter(({ isPackage }) => !isPackage)
    .map((each) => ({ ...each, folder: folderOf(each.target) }));
}

/** Imports of packages by shipped files; `name` is the package without a subpath, and `node:` for every builtin. */
function packageImports(sources: readonly Source[]) {
  return allImports(sources.filter((source) => !source.isTest))
    .filter(({ isPackage }) => isPackage)
    .map((each) => ({ ...each, name: /^(node:|@[^/]+\/[^/]+|[^/]+)/.exec(each.target)?.[0] ?? each.target }));
}

function allImports(sources: readonly Source[]): (Import & { source: Source })[] {
  return sources.flatMap((source) => source.imports.map((each) => ({ source, ...each })));
}

function importGraph(sources: readonly Source[], counts: (each: Import) => boolean): Map<string, string[]> {
  return new Map(
    sources.map(({ path, imports }) => [
      path,
      imports.filter((each) => !each.isPackage && counts(each)).map(({ target }) => target),
    ]),
  );
}
