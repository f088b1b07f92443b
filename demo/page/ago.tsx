import { useSyncExternalStore } from 'react';

/** How long ago something was. It renders by itself as time goes on; the row around it does not. */
export function Ago({ at }: { readonly at: string }) {
  const now = useSyncExternalStore(everyHalfMinute, halfMinute);
  return (
    <time className="ago" dateTime={at} title={new Date(at).toLocaleString()}>
      {words(now - Date.parse(at))}
    </time>
  );
}

const tickMs = 30_000;
const halfMinute = () => Math.ceil(Date.now() / tickMs) * tickMs;

function everyHalfMinute(tick: () => void) {
  const timer = setInterval(tick, tickMs);
  return () => clearInterval(timer);
}

function words(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}
