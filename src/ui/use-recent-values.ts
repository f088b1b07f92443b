'use client';
import { useState } from 'react';

/**
 * The last numbers that a value was, oldest first, for the `history` of a `LiveValue`. A number is kept when it differs from the
 * one before; what is no number is not kept.
 *
 * @param count How many are kept; default 30.
 */
export function useRecentValues(value: unknown, count = 30): readonly number[] {
  const [recent, setRecent] = useState<readonly number[]>([]);
  if (typeof value !== 'number' || !Number.isFinite(value) || value === recent.at(-1)) return recent;
  const next = [...recent, value].slice(-count);
  setRecent(next);
  return next;
}
