import { type Question, questions } from 'bisse/dialects/pulsestage';
import { useItem } from 'bisse/query';
import { memo, useState } from 'react';
import { Ago } from '../ago.tsx';
import { Icon, StateMark } from '../icons.tsx';
import { LineForm } from '../line-form.tsx';
import { Refused } from '../panel.tsx';
import { RenderCount } from '../render-count.tsx';
import { type Action, useAction, useVote } from '../use-action.ts';
import { Value } from '../value.tsx';
import { TagPicker, Tags } from './tags.tsx';

/** One question. It reads its own row, so it renders when that row changes, and not with the list. */
export const QuestionRow = memo(function QuestionRow({ id }: { readonly id: string }) {
  const question = useItem(questions, id);
  const action = useAction();
  const { vote, error } = useVote();
  const [isOpen, setOpen] = useState(false);
  if (!question) return null;
  const { body, upvotes, status, tags, isPinned, isFrozen, responseText, createdAt } = question;
  const isAnswered = status === 'ANSWERED';

  return (
    <li className="row question" data-question-id={id} data-pinned={isPinned} data-frozen={isFrozen}>
      <button
        type="button"
        className="vote"
        aria-label={`Vote, ${upvotes}`}
        title={isFrozen ? 'Frozen: no more votes' : 'Vote'}
        disabled={isFrozen}
        onClick={() => vote({ id, upvotes })}
      >
        <Icon name="up" />
        <Value field="upvotes" value={upvotes} />
      </button>
      <div className="row-main">
        <p className="question-body" data-field="body">
          {body}
        </p>
        {responseText && (
          <p className="answer" data-field="responseText">
            {responseText}
          </p>
        )}
        <div className="meta">
          <span className={`state ${isAnswered ? 'done' : 'open'}`}>
            <StateMark mark={isAnswered ? 'check' : 'ring'} />
            <span className="word" data-field="status">
              {status}
            </span>
          </span>
          {isPinned && (
            <span className="state pinned" data-field="isPinned">
              <Icon name="pin" />
              Pinned
            </span>
          )}
          {isFrozen && (
            <span className="state frozen" data-field="isFrozen">
              <Icon name="snow" />
              Frozen
            </span>
          )}
          <Tags id={id} tags={tags} isEditable={isOpen} action={action} />
          <Ago at={createdAt} />
        </div>
        {isOpen && <QuestionActions question={question} action={action} />}
        <Refused error={action.error ?? error} />
      </div>
      <div className="row-side">
        <RenderCount />
        <button
          type="button"
          className="icon-button"
          aria-expanded={isOpen}
          aria-label="Actions"
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name={isOpen ? 'close' : 'more'} />
        </button>
      </div>
    </li>
  );
});

interface QuestionActionsProps {
  readonly question: Question;
  readonly action: Action;
}

/** What a moderator can do. */
function QuestionActions({ question, action }: QuestionActionsProps) {
  const [isAnswering, setAnswering] = useState(false);
  const { id, isPinned, isFrozen } = question;
  const path = `/questions/${id}`;

  if (isAnswering) {
    return (
      <LineForm
        label="Your answer"
        submit="Answer"
        initial={question.responseText ?? ''}
        onCancel={() => setAnswering(false)}
        onSend={async (responseText) => {
          const isTaken = await action.send({ path: `${path}/answer`, body: { responseText } });
          if (isTaken) setAnswering(false);
          return isTaken;
        }}
      />
    );
  }
  return (
    <div className="actions">
      <button type="button" className="button" disabled={isFrozen} onClick={() => setAnswering(true)}>
        <Icon name="answer" />
        Answer
      </button>
      <TagPicker tags={question.tags} path={path} action={action} />
      <button
        type="button"
        className="button"
        onClick={() => action.send({ path: `${path}/pin`, body: { isPinned: !isPinned } })}
      >
        <Icon name="pin" />
        {isPinned ? 'Unpin' : 'Pin'}
      </button>
      <button
        type="button"
        className="button"
        onClick={() => action.send({ path: `${path}/freeze`, body: { isFrozen: !isFrozen } })}
      >
        <Icon name="snow" />
        {isFrozen ? 'Unfreeze' : 'Freeze'}
      </button>
    </div>
  );
}
