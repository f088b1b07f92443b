import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** A file of src/, as far as the rules look into it. */
export interface Source {
  /** Relative to src/: `query/journal.ts`. */
  readonly path: string;
  /** `query`, or `entry` for a file directly in src/. */
  readonly folder: string;
  readonly isTest: boolean;
  readonly imports: readonly Import[];
  /** The text without comments and string contents. */
  readonly code: string;
  readonly lines: number;
}

export interface Import {
  /** Relative to src/ when the import is relative, else what the file says: `react-dom/client`. */
  readonly target: string;
  readonly isPackage: boolean;
  /** Whether it is erased: `import type`, `export type … from`. */
  readonly isType: boolean;
}

export function readSources(root: string): Source[] {
  return globSync('**/*.{ts,tsx}', { cwd: root })
    .sort()
    .map((path) => parseSource(path, readFileSync(posix.join(root, path), 'utf8')));
}

export function parseSource(path: string, text: string): Source {
  const withoutComments = text.replace(commentOrString, (part) => {
    if (part.startsWith('`')) return '``'; // may hold a line of code that only looks like an import
    return part.startsWith('/') ? ' ' : part;
  });
  return {
    path,
    folder: folderOf(path),
    isTest: /\.test(-d)?\.|(^|\/)test\//.test(path),
    imports: [...withoutComments.matchAll(importStatement), ...withoutComments.matchAll(importCall)].map((match) => {
      const { target = '', type } = match.groups ?? {};
      const isPackage = !target.startsWith('.');
      return {
        target: isPackage ? target : posix.normalize(posix.join(posix.dirname(path), target)),
        isPackage,
        isType: type !== undefined,
      };
    }),
    code: withoutComments.replace(commentOrString, (part) => part.charAt(0) + part.charAt(0)),
    lines: text.trimEnd().split('\n').length,
  };
}

/** `errors.ts` lies directly in src/ and belongs to the ground floor, beside `utils/`. */
export function folderOf(path: string): string {
  if (path === 'errors.ts') return 'utils';
  return path.includes('/') ? (path.split('/')[0] ?? '') : 'entry';
}

const commentOrString = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
const importStatement =
  /^[ \t]*(?:import|export)\s+(?<type>type\s+(?!from\b))?(?:[\w$*{}\s,]+?\s*from\s*)?['"](?<target>[^'"]+)['"]/gm;
const importCall = /\bimport\s*\(\s*['"](?<target>[^'"]+)['"]/g;
