import type { Question } from 'bisse/dialects/pulsestage';
import { ListPanel } from '../list-panel.tsx';
import { questionList } from '../lists.ts';
import { AnsweredRow, FrozenRow, WaitingRow } from './moderation-rows.tsx';
import { Questions } from './questions.tsx';

/** PulseStage: what people ask, and what a moderator has to do about it. */
export function PulsestageView() {
  return (
    <main className="panels pulsestage">
      <Questions />
      <div className="stack">
        <ListPanel
          id="waiting"
          title="Waiting for an answer"
          note="Most votes first"
          list={questionList}
          pick={waiting}
          empty="Every question has its answer."
          Row={WaitingRow}
        />
      </div>
      <div className="stack">
        <ListPanel
          id="answered"
          title="Answered last"
          list={questionList}
          pick={answered}
          empty="Nothing was answered yet."
          Row={AnsweredRow}
        />
        <ListPanel
          id="frozen"
          title="Frozen"
          list={questionList}
          pick={frozen}
          empty="No question is frozen: all take votes."
          Row={FrozenRow}
        />
      </div>
    </main>
  );
}

const ids = (questions: readonly Question[]) => questions.map(({ id }) => id);

const waiting = (questions: readonly Question[]) =>
  ids(
    questions
      .filter(({ status, isFrozen }) => status !== 'ANSWERED' && !isFrozen)
      .toSorted((a, b) => b.upvotes - a.upvotes || a.id.localeCompare(b.id))
      .slice(0, 8),
  );

const answered = (questions: readonly Question[]) =>
  ids(
    questions
      .filter(({ respondedAt }) => respondedAt)
      .toSorted((a, b) => (b.respondedAt ?? '').localeCompare(a.respondedAt ?? ''))
      .slice(0, 5),
  );

const frozen = (questions: readonly Question[]) => ids(questions.filter(({ isFrozen }) => isFrozen));
