import { useQuery } from '@tanstack/react-query';
import type { Question } from 'bisse/dialects/pulsestage';
import { useRef } from 'react';
import { LineForm } from '../line-form.tsx';
import { questionList } from '../lists.ts';
import { ListState, Panel, Refused } from '../panel.tsx';
import { useAction } from '../use-action.ts';
import { useMoves } from '../use-moves.ts';
import { QuestionRow } from './question-row.tsx';

/** PulseStage: what people ask, the most wanted first. */
export function Questions() {
  const {
    data: order = none,
    isPending,
    isSuccess,
    error,
    errorUpdateCount,
    refetch,
  } = useQuery({ ...questionList, select: byVotes });
  const ask = useAction();
  const list = useRef<HTMLUListElement>(null);
  useMoves(list, order);

  return (
    <Panel id="questions" title="Questions" count={isSuccess ? order.length : undefined} note="PulseStage">
      <div className="panel-form">
        <LineForm
          label="Ask a question"
          submit="Ask"
          onSend={(body) => ask.send({ path: '/questions', body: { body } })}
        />
        <Refused error={ask.error} />
      </div>
      <ListState
        isPending={isPending}
        error={error}
        failures={errorUpdateCount}
        isEmpty={order.length === 0}
        empty="Nobody has asked anything yet. The first question is yours."
        retry={refetch}
      />
      <ul className="rows" ref={list}>
        {order.map((id) => (
          <QuestionRow key={id} id={id} />
        ))}
      </ul>
    </Panel>
  );
}

const none: readonly string[] = [];

/** The ids alone: as long as the order stays the same, the list does not render. */
function byVotes(questions: readonly Question[]): readonly string[] {
  return questions
    .toSorted((a, b) => b.upvotes - a.upvotes || a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id))
    .map(({ id }) => id);
}
