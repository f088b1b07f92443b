import type { NotificationLabels } from './labels.ts';

/** The day of a time where the reader is, as a number that another day has another of. */
export function dayOf(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
}

const dayMs = 86_400_000;

/** What a day is called: today, yesterday, or its date. */
export function dayName(at: number, now: number, labels: NotificationLabels, locale: string | undefined): string {
  const days = Math.round((dayOf(now) - dayOf(at)) / dayMs);
  if (days === 0) return labels.today;
  if (days === 1) return labels.yesterday;
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  const year = isThisYear ? undefined : 'numeric';
  return new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year }).format(at);
}

export function timeName(at: number, locale: string | undefined): string {
  return new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }).format(at);
}
