import { Alerts } from './alerts.tsx';
import { Notices } from './notices.tsx';
import { Profile } from './profile.tsx';
import { Reels } from './reels.tsx';

/** Reels: films on their way, and words to the one who sent them. */
export function ReelsView() {
  return (
    <main className="panels reels">
      <Reels />
      <div className="stack">
        <Alerts />
        <Notices />
        <Profile />
      </div>
    </main>
  );
}
