import { useConnection, useSlice } from 'bisse';
import { health } from 'bisse/dialects/pindown';
import { LiveValue } from 'bisse/ui';

/** The server's health, as it says itself every two seconds. */
export function Machine() {
  const now = useSlice(health);
  const recent = now?.recent ?? [];
  return (
    <dl className="machine" aria-label="Server">
      <Gauge name="Streams" field="activeConnections" value={now?.activeConnections} />
      <Gauge name="CPU" field="cpu" value={now && percent(now.cpu)} history={recent.map(({ cpu }) => cpu)} />
      <Gauge
        name="Memory"
        field="memory"
        value={now && percent(now.memory)}
        history={recent.map(({ memory }) => memory)}
      />
      <Gauge name="Up" field="uptime" value={now && duration(now.uptime)} />
    </dl>
  );
}

interface GaugeProps {
  readonly name: string;
  readonly field: string;
  readonly value: string | number | null | undefined;
  /** In percent, oldest first. */
  readonly history?: readonly number[];
}

/** A low load would be a line on the floor at full scale, and a noisy one at its own: the scale is a quarter at least. */
const smallestScale = 25;

function Gauge({ name, field, value, history }: GaugeProps) {
  const isLive = useConnection(({ isLive }) => isLive);
  return (
    <div className="gauge">
      <dt>{name}</dt>
      <dd>
        <span data-health={field}>
          <LiveValue
            value={value}
            stale={!isLive}
            history={history}
            historyRange={[0, Math.max(smallestScale, ...(history ?? []))]}
          />
        </span>
      </dd>
    </div>
  );
}

function percent(value: number): string {
  return `${value.toFixed(1)} %`;
}

function duration(seconds: number): string {
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor((seconds % 3_600) / 60);
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min` : `${seconds} s`;
}
