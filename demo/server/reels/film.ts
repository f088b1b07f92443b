/** Where a reel that is ready is played and pictured. */
export function filmOf(id: string) {
  const path = `/api/reels/${encodeURIComponent(id)}/film.svg`;
  return { playbackUrl: path, thumbnailUrl: `${path}?still` };
}

/** The demo counts the bytes of films and keeps none: in a film's place stands a drawing of its own, moving or still. */
export function drawFilm(id: string, isStill: boolean): string {
  const hue = ([...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7) * 137) % 360;
  const wave = (y: number, light: number, seconds: number) => `
    <path fill="hsl(${hue} 45% ${light}%)" d="M-160 ${y}q40 -14 80 0t80 0 80 0 80 0 80 0V90H-160Z">
      ${isStill ? '' : `<animateTransform attributeName="transform" type="translate" values="0;160" dur="${seconds}s" repeatCount="indefinite"/>`}
    </path>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 90">
    <rect width="160" height="90" fill="hsl(${hue} 40% 82%)"/>
    <circle cx="${30 + (hue % 100)}" cy="26" r="11" fill="hsl(${(hue + 40) % 360} 80% 92%)"/>
    ${wave(48, 62, 13)}${wave(60, 48, 9)}${wave(74, 32, 6)}
  </svg>`;
}
