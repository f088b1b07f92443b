import { useLayoutEffect } from 'react';

/** What a person can choose in the toolbar of how stories look. Each is an attribute of the document. */
export const lookGlobals = { theme: 'system', dir: 'ltr', density: 'normal', motion: 'full' };

export const lookToolbar = {
  theme: menu('Theme', 'contrast', ['system', 'light', 'dark']),
  dir: menu('Direction', 'transfer', ['ltr', 'rtl']),
  density: menu('Density', 'component', ['compact', 'normal', 'comfortable']),
  motion: menu('Motion', 'lightning', ['full', 'reduced']),
};

function menu(title: string, icon: 'contrast' | 'transfer' | 'component' | 'lightning', names: readonly string[]) {
  const items = names.map((value) => ({ value, title: `${title}: ${value}` }));
  return { description: title, toolbar: { icon, title, items, dynamicTitle: true } };
}

/** Puts the choice on the document, where toasts and menus are too, which leave the place that they are written at. */
export function useLook({ theme, dir, density, motion }: Readonly<Record<string, string>>): void {
  useLayoutEffect(() => {
    const { documentElement } = document;
    documentElement.dir = dir ?? 'ltr';
    Object.assign(documentElement.dataset, { theme: theme === 'both' ? 'light' : theme, density, motion });
  }, [theme, dir, density, motion]);
}
