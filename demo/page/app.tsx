import { useChannel } from 'bisse';
import { Bell, ConnectionBanner, Toaster } from 'bisse/notifications';
import { ConnectionIndicator } from 'bisse/ui';
import { useState } from 'react';
import { EventsView } from './events/view.tsx';
import { LabsosView } from './labsos/view.tsx';
import { Machine } from './machine.tsx';
import { Overview } from './overview.tsx';
import { PindownView } from './pindown/view.tsx';
import { PulsestageView } from './pulsestage/view.tsx';
import { Recent } from './recent.tsx';
import { ReelsView } from './reels/view.tsx';
import { useView } from './use-view.ts';
import { ViewLinks } from './view-links.tsx';
import { WorkloadView } from './workload-insights/view.tsx';

const views = {
  overview: { title: 'Overview', View: Overview },
  pindown: { title: 'PinDown', View: PindownView },
  labsos: { title: 'LabsOS', View: LabsosView },
  workload: { title: 'Workload Insights', View: WorkloadView },
  pulsestage: { title: 'PulseStage', View: PulsestageView },
  reels: { title: 'Reels', View: ReelsView },
  events: { title: 'Events', View: EventsView },
} as const;

const ids = Object.keys(views) as [ViewId, ...ViewId[]];

type ViewId = keyof typeof views;

/** The page: what holds of all views above and below, and the view that the address names. */
export function App() {
  const shown = useView(ids);
  // With the channels of the line below, all that the views show: what has come stays true while another one is open.
  useChannel('analytics');
  const [isCenterOpen, setCenterOpen] = useState(false);
  const { View } = views[shown];
  return (
    <div className="page">
      <header className="top">
        <h1>
          <svg className="logo" viewBox="0 0 24 16" aria-hidden="true">
            <path d="M2 4c6 0 6 4 10 4s4-3 10-3M2 9c6 0 6 4 10 4s4-3 10-3" />
          </svg>
          bisse
        </h1>
        <span className="motto">Five systems, one stream</span>
        {/* The banner speaks for both. */}
        <ConnectionIndicator announce={false} />
        <Machine />
        <RenderCounts />
        <Bell open={isCenterOpen} onOpenChange={setCenterOpen} />
      </header>
      <div className="banner">
        <ConnectionBanner />
      </div>
      <ViewLinks views={ids.map((id) => ({ id, title: views[id].title }))} shown={shown} />
      <View />
      <Recent />
      <Toaster onOpenCenter={() => setCenterOpen(true)} />
    </div>
  );
}

/** Shows how often each row has rendered. It sets an attribute on the document, so that no row renders for it. */
function RenderCounts() {
  return (
    <label className="toggle">
      <input
        type="checkbox"
        onChange={({ currentTarget }) =>
          document.documentElement.toggleAttribute('data-render-counts', currentTarget.checked)
        }
      />
      Render counters
    </label>
  );
}
