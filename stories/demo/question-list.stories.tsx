import { expect, spyOn, waitFor } from 'storybook/test';
import preview from '../../.storybook/preview.tsx';
import { Questions } from '../../demo/page/pulsestage/questions.tsx';
import { DemoStage, demoOf, demoParameters, loadDemo, takeFetch } from './demo-stage.tsx';
import { questionRow, someQuestions } from './rows.ts';
import './demo.css';

const path = '/api/questions';

const meta = preview.meta({
  title: 'Demo/QuestionList',
  tags: ['!autodocs'],
  parameters: { ...demoParameters, demo: { lists: { [path]: someQuestions } } },
  loaders: [loadDemo],
  beforeEach: takeFetch,
  render: () => (
    <DemoStage>
      <Questions />
    </DemoStage>
  ),
});

/** The ids, from the top. */
const order = (canvasElement: HTMLElement) =>
  [...canvasElement.querySelectorAll('[data-question-id]')]
    .map((row) => row.getAttribute('data-question-id'))
    .join(' ');

const votes = (canvasElement: HTMLElement, id: string) =>
  canvasElement.querySelector(`[data-question-id=${id}] [data-field=upvotes]`)?.textContent;

const button = (canvasElement: HTMLElement, id: string) =>
  canvasElement.querySelector(`[data-question-id=${id}] .vote`) as HTMLButtonElement;

export const Open = meta.story({
  parameters: {},
});

export const Empty = meta.story({
  parameters: { demo: { lists: { [path]: [] } } },
  play: async ({ canvas }) => {
    await expect(await canvas.findByText('Nobody has asked anything yet. The first question is yours.')).toBeVisible();
  },
});

export const Loading = meta.story({
  parameters: { demo: { answers: { [path]: 'hold' } } },
});

export const FailedAndReadAgain = meta.story({
  parameters: { demo: { lists: { [path]: someQuestions }, answers: { [path]: { status: 500 } } } },
  play: async (context) => {
    const { canvas, canvasElement, userEvent } = context;
    const { server, advance } = await demoOf(context);
    const again = await canvas.findByRole('button', { name: 'Try again' });
    server.answer(path, undefined);
    again.focus();
    await userEvent.keyboard('{Enter}');
    await advance(500);
    await waitFor(() => expect(order(canvasElement)).toBe('q1 q2 q3'));
  },
});

export const EveryMark = meta.story({
  parameters: {
    demo: {
      lists: {
        [path]: [
          questionRow('q1', 48, 'Will there be a bonus this year?', {
            isPinned: true,
            status: 'ANSWERED',
            responseText: 'Yes. The amount is known in March.',
            tags: [
              { id: 't1', name: 'Benefits', color: '#0f766e' },
              { id: 't2', name: 'Policy', color: '#b45309' },
            ],
          }),
          questionRow('q2', 31, 'Why was the old intranet switched off?', { isFrozen: true }),
          questionRow('q3', 12_480, 'Which number is the widest that the column has to hold?'),
          questionRow('q4', 0, 'Kann-man-auch-sehr-lange-zusammengesetzte-Wörter-ohne-jedes-Leerzeichen-umbrechen?'),
        ],
      },
    },
  },
});

/** Somebody's vote overtakes: the rows change places and slide there, and the list alone renders. */
export const VotesReorder = meta.story({
  play: async (context) => {
    const { canvasElement } = context;
    const { tell } = await demoOf(context);
    await waitFor(() => expect(order(canvasElement)).toBe('q1 q2 q3'));
    using slides = spyOn(Element.prototype, 'animate');
    await tell('question:upvoted', { questionId: 'q3', upvotes: 10 });
    await waitFor(() => expect(order(canvasElement)).toBe('q1 q3 q2'));
    await tell('question:upvoted', { questionId: 'q3', upvotes: 20 });
    await waitFor(() => expect(order(canvasElement)).toBe('q3 q1 q2'));
    await expect(slides).toHaveBeenCalledTimes(4);
  },
});

/** Who wants less motion sees the rows in their new places at once. */
export const ReorderWithReducedMotion = meta.story({
  globals: { motion: 'reduced' },
  play: async (context) => {
    const { canvasElement } = context;
    const { tell } = await demoOf(context);
    await waitFor(() => expect(order(canvasElement)).toBe('q1 q2 q3'));
    using slides = spyOn(Element.prototype, 'animate');
    await tell('question:upvoted', { questionId: 'q3', upvotes: 20 });
    await waitFor(() => expect(order(canvasElement)).toBe('q3 q1 q2'));
    await expect(slides).not.toHaveBeenCalled();
  },
});

/** Questions with as many votes stay in their order, however often they are told. */
export const TiesStayInOrder = meta.story({
  play: async (context) => {
    const { canvasElement } = context;
    const { tell } = await demoOf(context);
    await waitFor(() => expect(order(canvasElement)).toBe('q1 q2 q3'));
    const seen = new Set<string>();
    for (let round = 0; round < 3; round += 1) {
      await tell('question:upvoted', { questionId: 'q3', upvotes: 14 });
      await tell('question:upvoted', { questionId: 'q2', upvotes: 14 });
      seen.add(order(canvasElement));
    }
    await expect([...seen]).toEqual(['q2 q1 q3']);
  },
});

/** The row that has the focus moves, and keeps it. By keyboard alone. */
export const FocusMovesAlong = meta.story({
  play: async (context) => {
    const { canvasElement, userEvent } = context;
    const { tell, advance, server } = await demoOf(context);
    await waitFor(() => expect(order(canvasElement)).toBe('q1 q2 q3'));
    button(canvasElement, 'q3').focus();
    await userEvent.keyboard('{Enter}');
    await advance(50);
    await expect(server.asked).toMatchObject([{ path: '/questions/q3/upvote' }]);
    await tell('question:upvoted', { questionId: 'q3', upvotes: 40 }, { mutationId: server.asked[0]?.mutationId });
    await waitFor(() => expect(order(canvasElement)).toBe('q3 q1 q2'));
    await expect(button(canvasElement, 'q3')).toHaveFocus();
  },
});

/** The vote counts at once, and the server's word takes its place without a flicker. */
export const VoteIsConfirmed = meta.story({
  play: async (context) => {
    const { canvasElement, userEvent } = context;
    const { tell, server, advance } = await demoOf(context);
    await waitFor(() => expect(votes(canvasElement, 'q1')).toBe('14'));
    const seen: (string | null | undefined)[] = [];
    const observer = new MutationObserver(() => seen.push(votes(canvasElement, 'q1')));
    observer.observe(canvasElement, { characterData: true, childList: true, subtree: true });
    await userEvent.click(button(canvasElement, 'q1'));
    await advance(50);
    await waitFor(() => expect(votes(canvasElement, 'q1')).toBe('15'));
    await tell('question:upvoted', { questionId: 'q1', upvotes: 15 }, { mutationId: server.asked[0]?.mutationId });
    await advance(500);
    observer.disconnect();
    await expect(new Set(seen)).toEqual(new Set(['15']));
  },
});

/** The server refuses: the vote is taken back, and the row says why. */
export const VoteIsRefused = meta.story({
  parameters: {
    demo: {
      lists: { [path]: someQuestions },
      answers: { '/questions/q1/upvote': { status: 409, reason: 'You have voted for this question.' } },
    },
  },
  play: async (context) => {
    const { canvas, canvasElement, userEvent } = context;
    const { advance } = await demoOf(context);
    await waitFor(() => expect(votes(canvasElement, 'q1')).toBe('14'));
    await userEvent.click(button(canvasElement, 'q1'));
    await advance(500);
    await expect(await canvas.findByRole('alert')).toHaveTextContent('You have voted for this question.');
    await waitFor(() => expect(votes(canvasElement, 'q1')).toBe('14'));
  },
});

export const NewQuestion = meta.story({
  play: async (context) => {
    const { canvas, canvasElement } = context;
    const { tell } = await demoOf(context);
    await waitFor(() => expect(order(canvasElement)).toBe('q1 q2 q3'));
    await tell('question:created', { ...questionRow('q4', 0, 'Is the canteen open on Friday?') });
    await waitFor(() => expect(order(canvasElement)).toBe('q1 q2 q3 q4'));
    await expect(canvas.getByText('Is the canteen open on Friday?')).toBeVisible();
  },
});

/** A question is asked by keyboard alone. It comes back on the stream, as everybody else's does. */
export const Ask = meta.story({
  play: async (context) => {
    const { canvas, canvasElement, userEvent } = context;
    const { tell, server, advance } = await demoOf(context);
    await userEvent.tab();
    await expect(canvas.getByRole('textbox', { name: 'Ask a question' })).toHaveFocus();
    await userEvent.keyboard('Is there a gym?{Enter}');
    await advance(50);
    await expect(server.asked).toMatchObject([{ path: '/questions', body: { body: 'Is there a gym?' } }]);
    await tell('question:created', { ...questionRow('q5', 0, 'Is there a gym?') });
    await waitFor(() => expect(order(canvasElement)).toBe('q1 q2 q3 q5'));
  },
});

export const Answered = meta.story({
  play: async (context) => {
    const { canvas } = context;
    const { tell } = await demoOf(context);
    await canvas.findByText('When does the new building open?');
    const answer = { responseText: 'In May.', respondedAt: new Date().toISOString(), status: 'ANSWERED' };
    await tell('question:answered', { id: 'q1', ...answer });
    await expect(await canvas.findByText('In May.')).toBeVisible();
  },
});

/** A moderator froze it: no more votes. */
export const Frozen = meta.story({
  play: async (context) => {
    const { canvasElement } = context;
    const { tell } = await demoOf(context);
    await waitFor(() => expect(order(canvasElement)).toBe('q1 q2 q3'));
    await tell('question:frozen', { questionId: 'q1', isFrozen: true });
    await waitFor(() => expect(button(canvasElement, 'q1')).toBeDisabled());
  },
});

/** A moderator answers, by keyboard alone. */
export const ModeratorAnswers = meta.story({
  play: async (context) => {
    const { canvas, canvasElement, userEvent } = context;
    const { server, advance } = await demoOf(context);
    await waitFor(() => expect(order(canvasElement)).toBe('q1 q2 q3'));
    const [actions] = canvas.getAllByRole('button', { name: 'Actions' });
    actions?.focus();
    await userEvent.keyboard('{Enter}');
    (await canvas.findByRole('button', { name: 'Answer' })).focus();
    await userEvent.keyboard('{Enter}');
    await expect(await canvas.findByRole('textbox', { name: 'Your answer' })).toHaveFocus();
    await userEvent.keyboard('In May.{Enter}');
    await advance(50);
    await expect(server.asked).toMatchObject([{ path: '/questions/q1/answer', body: { responseText: 'In May.' } }]);
  },
});

/** 200 votes at once: each row ends where its last vote put it. */
export const HighVelocity = meta.story({
  play: async (context) => {
    const { canvasElement } = context;
    const { stream, advance } = await demoOf(context);
    await waitFor(() => expect(order(canvasElement)).toBe('q1 q2 q3'));
    const burst = Array.from({ length: 200 }, (_, index) => ({
      event: 'question:upvoted',
      data: { questionId: `q${1 + (index % 3)}`, upvotes: 20 + index },
    }));
    stream.emit(...burst);
    await advance(100);
    await waitFor(() => expect(order(canvasElement)).toBe('q2 q1 q3'));
    await expect(['q1', 'q2', 'q3'].map((id) => votes(canvasElement, id))).toEqual(['218', '219', '217']);
  },
});
