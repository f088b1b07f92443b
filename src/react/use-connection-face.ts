'use client';
import { useState } from 'react';
import { type ConnectionFace, faceOf } from './connection-face.ts';
import { deadlinesOf } from './deadlines.ts';
import { type ConnectionView, useConnection } from './use-connection.ts';
import { useCountdown } from './use-countdown.ts';
import { useGap } from './use-gap.ts';
import { usePassed } from './use-passed.ts';
import { useStreamClient } from './use-stream-client.ts';

export interface UseConnectionFaceOptions {
  /** How long an interruption may last before it is told, in ms. Default 1,000: a flicker is none. */
  readonly graceMs?: number | undefined;
  /** How long a gap is told, in ms. Default 4,000. */
  readonly gapMs?: number | undefined;
}

export interface ConnectionFaceView {
  readonly face: ConnectionFace;
  readonly connection: ConnectionView;
  /** Whole seconds until the next attempt, while one is planned. */
  readonly secondsLeft: number | undefined;
}

/** What a person should know of the connection now: short interruptions are kept back, gaps are told. */
export function useConnectionFace({
  graceMs = 1_000,
  gapMs = 4_000,
}: UseConnectionFaceOptions = {}): ConnectionFaceView {
  const client = useStreamClient();
  const connection = useConnection();
  const raw = faceOf(connection);
  const [shown, setShown] = useState(raw);
  const [gapUntil, setGapUntil] = useState(Number.NEGATIVE_INFINITY);
  useGap(() => setGapUntil((deadlinesOf(client).now() ?? Number.NEGATIVE_INFINITY) + gapMs));

  const toldAt = connection.status === 'reconnecting' ? connection.since + graceMs : Number.NEGATIVE_INFINITY;
  const passed = usePassed([toldAt, gapUntil]);
  const isTold = passed >= toldAt;
  if (isTold && shown !== raw) setShown(raw);
  const settled = isTold ? raw : shown;
  const isCatchingUp = connection.isLive && gapUntil > passed;
  const secondsLeft = useCountdown(connection.status === 'reconnecting' ? connection.retryAt : undefined);
  return { face: isCatchingUp ? 'catching-up' : settled, connection, secondsLeft };
}
