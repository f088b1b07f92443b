import type { Broadcast } from '../utils/broadcast.ts';
import type { Page } from '../utils/page.ts';
import { allMarks, join, type Mark, type MarkBook } from './marks.ts';
import { isObject, listOf, readMark } from './saved.ts';

/** What tabs tell each other about notifications: the marks of their readers. A topic of its own, beside the stream's. */
export interface MarkTopic {
  post(marks: readonly Mark[]): void;
  stop(): void;
}

export interface MarkTopicOptions {
  readonly broadcast: Broadcast;
  readonly name: string;
  readonly page: Page;
  readonly book: () => MarkBook;
  readonly onMarks: (marks: readonly Mark[]) => void;
}

/**
 * Joins the topic. A tab says all its marks when it comes, and when it was away and may have missed some; whoever knows more
 * answers with just that. So all tabs come to the same marks, whatever is lost on the way.
 */
export function createMarkTopic({ broadcast, name, page, book, onMarks }: MarkTopicOptions): MarkTopic {
  const bus = broadcast.join(name, (message) => {
    if (!isObject(message)) return;
    const marks = listOf(message['marks'], readMark);
    if (marks.length > 0) onMarks(marks);
    if (message['isHello'] !== true) return;
    const { news } = join(join(new Map(), marks).book, allMarks(book()));
    if (news.length > 0) bus.post({ marks: news });
  });
  const hello = () => bus.post({ marks: allMarks(book()), isHello: true });
  const off = page.onChange((change) => {
    if (change === 'visible' || change === 'pageshow' || change === 'resume') hello();
  });
  hello();
  return {
    post: (marks) => bus.post({ marks }),
    stop() {
      off();
      bus.leave();
    },
  };
}
