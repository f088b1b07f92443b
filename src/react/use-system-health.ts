'use client';
import { type Health, health } from '../slices/health.ts';
import { useSlice } from './use-slice.ts';

/** The server's last measurement and those before it; `null` until one has come. PinDown, "System Channel". */
export function useSystemHealth(): Health | null {
  return useSlice(health);
}
