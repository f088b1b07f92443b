import addonA11y from '@storybook/addon-a11y';
import addonDocs from '@storybook/addon-docs';
import { definePreview } from '@storybook/react-vite';
import { definePreviewAddon } from 'storybook/internal/csf';
import 'bisse/styles.css';
import './stage.css';
import { checkDark } from './check-dark.ts';
import { lookGlobals, lookToolbar, useLook } from './look.ts';
import { plainTypes } from './plain-types.ts';
import { createStage, type StageParameters, stageOf } from './stage.ts';
import { StreamStage } from './stream-stage.tsx';

/** Every story has a stage; `parameters.stream` says what is played on it. */
const addonStage = definePreviewAddon<{ parameters: { stream?: StageParameters } }>({
  loaders: [async ({ parameters }) => ({ stage: await createStage(parameters['stream']) })],
});

export default definePreview({
  addons: [addonDocs(), addonA11y(), addonStage],
  tags: ['autodocs'],
  argTypesEnhancers: [plainTypes],
  globalTypes: lookToolbar,
  // `theme` is `both` in test runs: light first, then dark. `clock`: auto | runs | stands; `speed`: how many times faster than the wall's.
  initialGlobals: { ...lookGlobals, clock: 'auto', speed: 1 },
  parameters: {
    layout: 'fullscreen',
    backgrounds: { disable: true },
    a11y: { test: 'error' },
    controls: { expanded: true, sort: 'requiredFirst' },
    viewport: {
      options: {
        phone: { name: 'Phone, 320', styles: { width: '320px', height: '640px' }, type: 'mobile' },
        tablet: { name: 'Tablet, 768', styles: { width: '768px', height: '1024px' }, type: 'tablet' },
        desktop: { name: 'Desktop, 1280', styles: { width: '1280px', height: '800px' }, type: 'desktop' },
      },
    },
    options: { storySort: { order: ['Guide', ['Quick start'], 'UI', 'Notifications', 'Demo'] } },
  },
  async afterEach({ globals, parameters }) {
    if (globals['theme'] === 'both' && parameters['a11y'].test === 'error') await checkDark();
  },
  decorators: [
    (Story, context) => {
      const { clock, speed } = context.globals;
      useLook(context.globals);
      // A play function lets time pass itself.
      const stands = clock === 'stands' || (clock === 'auto' && context.playFunction !== undefined);
      return (
        <StreamStage stage={stageOf(context)} speed={stands ? 0 : Number(speed)}>
          <div className="stage">
            <Story />
          </div>
        </StreamStage>
      );
    },
  ],
});
