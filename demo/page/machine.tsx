import { useSlice } from 'bisse';
import { health } from 'bisse/dialects/pindown';
import type { ReactNode } from 'react';
import { Sparkline } from './sparkline.tsx';

/** The server's health, as it says itself every two seconds. */
export function Machine() {
  const now = useSlice(health);
  const recent = now?.recent ?? [];
  return (
    <dl className="machine" aria-label="Server">
      <Gauge name="Streams" field="activeConnections" text={now ? String(now.activeConnections) : '–'} />
      <Gauge name="CPU" field="cpu" text={now ? percent(now.cpu) : '–'}>
        <Sparkline values={recent.map(({ cpu }) => cpu)} />
      </Gauge>
      <Gauge name="Memory" field="memory" text={now ? percent(now.memory) : '–'}>
        <Sparkline values={recent.map(({ memory }) => memory)} />
      </Gauge>
      <Gauge name="Up" field="uptime" text={now ? duration(now.uptime) : '–'} />
    </dl>
  );
}

interface GaugeProps {
  readonly name: string;
  readonly field: string;
  readonly text: string;
  readonly children?: ReactNode;
}

function Gauge({ name, field, text, children }: GaugeProps) {
  return (
    <div className="gauge">
      <dt>{name}</dt>
      <dd>
        {children}
        <span data-health={field}>{text}</span>
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
