const CR = '\r';
const LF = '\n';

/**
 * Watches where the text of one stream ends. Give it each text as it comes, cut anywhere; it says whether a block has begun
 * that is not whole: the last line is neither a blank one nor a whole comment.
 */
export function createTailWatch(): (text: string) => boolean {
  /** The first character of the line that the last text broke off in; empty at the start of a line. */
  let begun = '';
  let afterCR = false;
  let unfinished = false;

  return (text) => {
    const first = afterCR && text[0] === LF ? 1 : 0;
    if (text.length === 0) return unfinished;
    afterCR = text.endsWith(CR);
    if (text.length === first) return unfinished;

    let end = text.length;
    if (text.endsWith(LF)) end -= 1;
    if (end > first && text[end - 1] === CR && (afterCR || end < text.length)) end -= 1;
    const isWhole = end < text.length;
    let start = end;
    while (start > first && text[start - 1] !== LF && text[start - 1] !== CR) start -= 1;

    const initial = (start === first && begun) || (start < end ? (text[start] as string) : '');
    begun = isWhole ? '' : initial;
    unfinished = !isWhole || (initial !== '' && initial !== ':');
    return unfinished;
  };
}
