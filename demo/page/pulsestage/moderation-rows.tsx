import { questions } from 'bisse/dialects/pulsestage';
import { useItem } from 'bisse/query';
import { memo, useState } from 'react';
import { Ago } from '../ago.tsx';
import { Icon } from '../icons.tsx';
import { LineForm } from '../line-form.tsx';
import { Refused } from '../panel.tsx';
import { RenderCount } from '../render-count.tsx';
import { useAction } from '../use-action.ts';
import { Value } from '../value.tsx';

interface RowProps {
  readonly id: string;
}

/** A question without an answer, and a place to give one. */
export const WaitingRow = memo(function WaitingRow({ id }: RowProps) {
  const question = useItem(questions, id);
  const action = useAction();
  const [isAnswering, setAnswering] = useState(false);
  if (!question) return null;
  return (
    <li className="row" data-waiting-id={id}>
      <span className="votes">
        <Value field="upvotes" value={question.upvotes} />
      </span>
      <div className="row-main">
        <p className="question-body">{question.body}</p>
        {isAnswering ? (
          <LineForm
            label="Your answer"
            submit="Answer"
            onCancel={() => setAnswering(false)}
            onSend={(responseText) => action.send({ path: `/questions/${id}/answer`, body: { responseText } })}
          />
        ) : (
          <div className="actions">
            <button type="button" className="button" onClick={() => setAnswering(true)}>
              <Icon name="answer" />
              Answer
            </button>
            <button
              type="button"
              className="button"
              onClick={() => action.send({ path: `/questions/${id}/freeze`, body: { isFrozen: true } })}
            >
              <Icon name="snow" />
              Freeze
            </button>
          </div>
        )}
        <Refused error={action.error} />
      </div>
      <RenderCount />
    </li>
  );
});

export const AnsweredRow = memo(function AnsweredRow({ id }: RowProps) {
  const question = useItem(questions, id);
  if (!question) return null;
  return (
    <li className="row" data-answered-id={id}>
      <div className="row-main">
        <p className="question-body">{question.body}</p>
        <p className="answer">{question.responseText}</p>
        {question.respondedAt && (
          <div className="meta">
            <Ago at={question.respondedAt} />
          </div>
        )}
      </div>
      <RenderCount />
    </li>
  );
});

export const FrozenRow = memo(function FrozenRow({ id }: RowProps) {
  const question = useItem(questions, id);
  const action = useAction();
  if (!question) return null;
  return (
    <li className="row" data-frozen-id={id}>
      <div className="row-main">
        <p className="question-body">{question.body}</p>
        <Refused error={action.error} />
      </div>
      <div className="row-side">
        <RenderCount />
        <button
          type="button"
          className="button"
          onClick={() => action.send({ path: `/questions/${id}/freeze`, body: { isFrozen: false } })}
        >
          Unfreeze
        </button>
      </div>
    </li>
  );
});
