import { StreamProvider } from 'bisse';
import { type ReactNode, useEffect, useState } from 'react';
import { addons } from 'storybook/preview-api';
import type { Stage } from './stage.ts';
import { type StreamCommand, streamCommandEvent } from './stream-commands.ts';

interface StreamStageProps {
  readonly stage: Stage;
  /** How many times faster than the wall's the story's clock is; 0 while it stands. */
  readonly speed: number;
  readonly children: ReactNode;
}

/** Gives a story its client, and does what the toolbar says. */
export function StreamStage({ stage: latest, speed, children }: StreamStageProps) {
  // Storybook prepares a stage for every render; the story keeps its first one until it is made anew.
  const [stage] = useState(latest);
  useEffect(() => runClock(stage, speed), [stage, speed]);
  useEffect(() => obeyToolbar(stage), [stage]);
  return <StreamProvider client={stage.client}>{children}</StreamProvider>;
}

/** Lets the virtual time pass with the real one. */
function runClock({ clock }: Stage, speed: number): (() => void) | undefined {
  if (speed === 0) return undefined;
  let isOver = false;
  async function run() {
    for (let before = performance.now(); !isOver; ) {
      const now = await new Promise<number>(requestAnimationFrame);
      if (isOver) return;
      await clock.advance((now - before) * speed);
      before = now;
    }
  }
  void run();
  return () => {
    isOver = true;
  };
}

function obeyToolbar({ stream, burst }: Stage): () => void {
  const commands: Readonly<Record<StreamCommand, () => void>> = {
    drop: () => stream.fail(),
    unauthorized() {
      stream.respondNext({ status: 401 });
      stream.fail();
    },
    burst: () => burst(500),
  };
  const obey = (command: StreamCommand) => commands[command]();
  const channel = addons.getChannel();
  channel.on(streamCommandEvent, obey);
  return () => channel.off(streamCommandEvent, obey);
}
