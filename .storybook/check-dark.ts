import axe from 'axe-core';

/**
 * Throws when a text cannot be read with the dark theme. The accessibility addon has looked at everything with the light one; only colours
 * differ.
 */
export async function checkDark(): Promise<void> {
  const { dataset } = document.documentElement;
  const before = dataset['theme'];
  dataset['theme'] = 'dark';
  try {
    if (getComputedStyle(document.body).colorScheme !== 'dark')
      throw new Error('The story keeps its own colour scheme.');
    const { violations } = await axe.run(
      { include: document.body, exclude: ['.sb-wrapper', '#storybook-docs', '#storybook-highlights-root'] },
      { runOnly: ['color-contrast'] },
    );
    const found = violations.flatMap(({ nodes }) =>
      nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`),
    );
    if (found.length > 0) throw new Error(`With the dark theme:\n${found.join('\n\n')}`);
  } finally {
    if (before === undefined) delete dataset['theme'];
    else dataset['theme'] = before;
  }
}
