import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { ablations as ofTheCache } from './ablations.ts';
import { streamAblations } from './stream-ablations.ts';

const source = join(import.meta.dirname, '../../src/');
const mark = '?without=';
const ablations = [...ofTheCache, ...streamAblations];

/**
 * Gives tests copies of the library in which rules of delivery are switched off: `import('…/src/vanilla.ts?without=P4,P5')`. The
 * source itself has no switches; a rule is switched off in the text of its file.
 */
export function ablate(): Plugin {
  return {
    name: 'ablate',
    enforce: 'pre',
    async resolveId(id, importer) {
      const [file, rule] = importer?.split(mark) ?? [];
      if (rule === undefined) return undefined;
      const resolved = await this.resolve(id, file, { skipSelf: true });
      if (!resolved?.id.startsWith(source)) return resolved;
      return { ...resolved, id: `${resolved.id}${mark}${rule}` };
    },
    transform(code, id) {
      const [file, rule] = id.split(mark);
      if (rule === undefined) return undefined;
      return ablations
        .filter((one) => rule.split(',').includes(one.rule) && file === join(source, one.file))
        .reduce((text, { find, replace }) => text.replace(find, replace), code);
    },
  };
}

/** The ablations whose text is not exactly once in its file, so that they would switch nothing off. */
export function staleAblations(): readonly string[] {
  return ablations
    .filter(({ file, find }) => readFileSync(join(source, file), 'utf8').split(find).length !== 2)
    .map(({ rule, file }) => `${rule} in ${file}`);
}
