/** What the toolbar tells the story's stream, over Storybook's channel. */
export type StreamCommand = 'drop' | 'unauthorized' | 'burst';

export const streamCommandEvent = 'bisse/stream-command';
