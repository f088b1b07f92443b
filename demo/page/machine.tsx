import { useConnection, useSlice } from 'bisse';
import { health } from 'bisse/dialects/pindown';
import { LiveValue } from 'bisse/ui';
import type { ReactNode } from 'react';
import { Sparkline } from './sparkline.tsx';

/** The server's health, as it says itself every two seconds. */
export function Machine() {
  const now = useSlice(health);
  const recent = now?.recent ?? [];
  return (
    <dl className="machine" aria-label="Server">
      <Gauge name="Streams" field="activeConnections" value={now?.activeConnections} />
      <Gauge name="CPU" field="cpu" value={now && percent(now.cpu)}>
        <Sparkline values={recent.map(({ cpu }) => cpu)} />
      </Gauge>
      <Gauge name="Memory" field="memory" value={now && percent(now.memory)}>
        <Sparkline values={recent.map(({ memory }) => memory)} />
      </Gauge>
      <Gauge name="Up" field="uptime" value={now && duration(now.uptime)} />
    </dl>
  );
}

interface GaugeProps {
  readonly name: string;
  readonly field: string;
  readonly value: string | number | null | undefined;
  readonly children?: ReactNode;
}

function Gauge({ name, field, value, children }: GaugeProps) {
  const isLive = useConnection(({ isLive }) => isLive);
  return (
    <div className="gauge">
      <dt>{name}</dt>
      <dd>
        {children}
        <span data-health={field}>
          <LiveValue value={value} stale={!isLive} />
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
