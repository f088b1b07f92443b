import { useEffect, useRef } from 'react';

interface ViewLinksProps {
  readonly views: readonly { readonly id: string; readonly title: string }[];
  readonly shown: string;
}

/** The views by name; where there is no room for all, the open one is brought into sight. A view begins at its top. */
export function ViewLinks({ views, shown }: ViewLinksProps) {
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const link = nav.current?.querySelector(`[href="#/${shown}"]`);
    link?.scrollIntoView({ block: 'nearest', inline: 'center' });
    scrollTo({ top: 0 });
  }, [shown]);
  return (
    <nav className="switch" aria-label="Views" ref={nav}>
      {views.map(({ id, title }) => (
        <a key={id} href={`#/${id}`} aria-current={shown === id ? 'page' : undefined}>
          {title}
        </a>
      ))}
    </nav>
  );
}
