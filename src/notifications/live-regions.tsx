'use client';
import type { ReactNode } from 'react';
import { hiddenStyle } from '../react/hidden.tsx';
import { useSelection } from '../react/use-selection.ts';
import { useLabels } from './labels-context.ts';
import { useNotificationStore } from './use-notification-store.ts';

/**
 * Says to screen readers what the store announces. Both regions are there before anything is said, because what comes together
 * with its region is often not heard.
 */
export function LiveRegions(): ReactNode {
  const { announce } = useLabels();
  const announcement = useSelection(useNotificationStore(), (state) => state.announcement);
  const said = (politeness: 'polite' | 'assertive') =>
    announcement?.politeness === politeness && (
      // Another node for each, so that the same words are heard twice.
      <span key={announcement.n}>{announce(announcement)}</span>
    );
  return (
    <>
      <div style={hiddenStyle} data-part="announcements" aria-live="polite" aria-atomic="true">
        {said('polite')}
      </div>
      <div style={hiddenStyle} data-part="alerts" aria-live="assertive" aria-atomic="true">
        {said('assertive')}
      </div>
    </>
  );
}
