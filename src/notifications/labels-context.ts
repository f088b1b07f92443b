'use client';
import { createContext, useContext } from 'react';
import { englishLabels, type NotificationLabels } from './labels.ts';

/** The texts of the components, and the language of their dates. */
export interface Language {
  readonly labels: NotificationLabels;
  /** A BCP 47 tag. `undefined`: the browser's. */
  readonly locale: string | undefined;
}

export const LanguageContext = createContext<Language>({ labels: englishLabels, locale: undefined });

export function useLanguage(): Language {
  return useContext(LanguageContext);
}

/** The labels, with some that a component was given for itself. */
export function useLabels(given?: Partial<NotificationLabels>): NotificationLabels {
  const { labels } = useLanguage();
  return given ? { ...labels, ...given } : labels;
}
