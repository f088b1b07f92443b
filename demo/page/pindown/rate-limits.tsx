import { useRateLimits } from 'bisse';
import { StateMark } from '../icons.tsx';
import { useNow } from '../use-now.ts';

/** How many requests the person at this page has left, when they are few. */
export function RateLimits() {
  const warning = useRateLimits().find(({ userId }) => userId === 'you');
  if (!warning) return null;
  const { remaining, resetAt } = warning;
  return (
    <p className="warning" role="status" data-rate-limit={remaining}>
      <StateMark mark={remaining === 0 ? 'square' : 'half'} />
      <span>
        {remaining === 0 ? 'No request left' : remaining === 1 ? '1 request left' : `${remaining} requests left`}
        {resetAt !== undefined && <Until at={resetAt} />}
      </span>
    </p>
  );
}

function Until({ at }: { readonly at: number }) {
  const seconds = Math.max(0, Math.round((at - useNow()) / 1_000));
  return <span className="faint">; counted anew in {seconds} s</span>;
}
