'use client';
import { type RefObject, useInsertionEffect, useRef } from 'react';

/** The value of the latest render, for effects that shall not run anew when it changes. */
export function useLatest<Value>(value: Value): RefObject<Value> {
  const latest = useRef(value);
  useInsertionEffect(() => {
    latest.current = value;
  });
  return latest;
}
