import { readFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** How many stories there are at the least. */
export const leastStories = 235;

/**
 * Fails a run in which stories were not found. Storybook takes stories from the text of a file; those that it does not recognise are
 * no tests, and a run without tests would pass.
 */
export function countStories(): Reporter {
  return {
    async onTestRunEnd(modules) {
      const stories = modules.filter(({ project }) => project.name === 'stories');
      const problems = stories.flatMap(({ moduleId, children }) =>
        missing(moduleId, readFileSync(moduleId, 'utf8'), [...children.allTests()].length),
      );
      problems.push(...(await tooFew(stories)));
      for (const problem of problems) console.error(`stories: ${problem}`);
      if (problems.length > 0) process.exitCode = 1;
    },
  };
}

/** What is wrong with a file of stories of which so many ran. */
export function missing(path: string, text: string, ran: number): string[] {
  const written = [...text.matchAll(/^export const \w+/gm)].length;
  return written === ran && ran > 0
    ? []
    : [
        `${path} has ${written} stories, but ${ran} ran. A story is a literal \`export const Name = meta.story({ … })\`.`,
      ];
}

/** Only a run of all files says how many there are. */
async function tooFew(ran: readonly TestModule[]): Promise<string[]> {
  const vitest = ran[0]?.project.vitest;
  if (!vitest || vitest.config.testNamePattern) return [];
  const files = (await vitest.globTestSpecifications()).filter(({ project }) => project.name === 'stories');
  const count = ran.reduce((sum, { children }) => sum + [...children.allTests()].length, 0);
  if (ran.length < files.length || count >= leastStories) return [];
  return [`${count} stories ran, and there are ${leastStories} at the least.`];
}
