import { act, fireEvent, screen } from '@testing-library/react';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { commands } from 'vitest/browser';
import { type BoardAppOptions, openBoard, statesOf } from './app/board.tsx';
import type { Answer } from './servers/answers.ts';

const timeout = 20_000;
const event = (n: number) => `event: ticket:changed\ndata: {"n":${n},"ticket":{"id":"a","votes":${n}}}\n\n`;
const stream = (...blocks: readonly string[]): Answer => ({ body: `event: connected\ndata: {}\n\n${blocks.join('')}` });

/** A page whose stream is answered so, one answer for each request. */
async function openWith(answers: readonly Answer[], options: BoardAppOptions = {}) {
  const origin = await commands.startAnswersServer(answers);
  onTestFinished(() => commands.stopStreams([origin]));
  const page = openBoard(`${origin}/events`, options);
  /** Resolves when the connection stands so. */
  const reaches = (state: object) =>
    expect.poll(() => page.client.store.getState().connection, { timeout }).toMatchObject(state);
  const requests = () => commands.requestsOf(origin);
  return { ...page, reaches, requests, write: (text: string) => commands.writeTo(origin, text) };
}

/** The page still answers to a click. */
function expectRendering(): void {
  const button = screen.getByRole('button');
  const clicks = Number(button.textContent?.split(' ')[1]);
  act(() => void fireEvent.click(button));
  expect(button.textContent).toBe(`clicked ${clicks + 1}`);
}

describe('a message that cannot be delivered is told of, and the events before and after it arrive:', () => {
  test.for([
    {
      title: 'one whose data is not JSON',
      block: 'event: ticket:changed\ndata: {oops\n\n',
      error: {
        name: 'UnreadableError',
        message: expect.stringContaining('its data is not JSON (it begins with "{oops")'),
      },
    },
    {
      title: 'one of a type that the dialect does not declare',
      block: 'event: ticket:painted\ndata: {}\n\n',
      error: { name: 'UnknownTypeError', message: expect.stringContaining('declares no event "ticket:painted"') },
    },
    {
      title: 'one whose payload does not fit its schema',
      block: 'event: ticket:changed\ndata: {"n":9,"ticket":{"id":"a","votes":"many"}}\n\n',
      error: { name: 'PayloadError', message: expect.stringContaining('does not fit its schema at "ticket.votes"') },
    },
  ])('$title', async ({ block, error }) => {
    const { heard, shown, seen, reaches } = await openWith([stream(event(1), block, event(2))]);
    await expect.poll(() => heard, { timeout }).toEqual([[1, 2]]);
    const quarantined = seen.records.filter((record) => record.kind === 'quarantine');
    expect(quarantined).toMatchObject([{ error, message: { data: /data: (.*)/.exec(block)?.[1] } }]);
    expect(seen.errors).toMatchObject([error]);
    await reaches({ status: 'open' });
    await expect.poll(shown, { timeout }).toEqual(['a: 2']);
    expectRendering();
  });

  test('one of 2 MB, which is also told as a gap', async () => {
    const block = `event: ticket:changed\ndata: "${'x'.repeat(2 * 1_048_576)}"\n\n`;
    const { heard, shown, seen } = await openWith([stream(event(1), block, event(2))]);
    await expect.poll(() => heard, { timeout }).toEqual([[1, 2]]);
    const message = expect.stringContaining('longer than 1048576 bytes and dropped');
    expect(seen.errors).toMatchObject([{ name: 'OversizeError', limitBytes: 1_048_576, message }]);
    expect(seen.gaps).toMatchObject([{ reason: 'oversize' }]);
    await expect.poll(shown, { timeout }).toEqual(['a: 2']);
    expectRendering();
  });

  test('one whose payload does not fit has the queries that it touches read again, once', async () => {
    const { heard, seen, isReading, write } = await openWith([stream(event(1))]);
    await expect.poll(() => heard, { timeout }).toEqual([[1]]);
    await expect.poll(isReading, { timeout }).toBe(false);
    const { reads } = seen;
    await write(`event: ticket:closed
data: {}

${event(2)}`);
    await expect.poll(() => heard, { timeout }).toEqual([[1, 2]]);
    await expect.poll(isReading, { timeout }).toBe(false);
    expect(seen.reads).toBe(reads + 1);
  });
});

describe('an answer that no retry can mend blocks the connection:', () => {
  const html = { 'Content-Type': 'text/html' };
  test.for([
    { title: 'a page of HTML', status: 200, reason: 'protocol', name: 'ContentTypeError', phrase: 'login page' },
    { title: '404', status: 404, reason: 'protocol', name: 'HttpError', phrase: 'no stream at this url' },
    {
      title: '401 without a way to refresh',
      status: 401,
      reason: 'auth',
      name: 'HttpError',
      phrase: 'does not accept',
    },
  ])('$title', async ({ status, reason, name, phrase }) => {
    const { reaches, requests, status: shown, seen } = await openWith([{ status, headers: html }]);
    const error = { name, message: expect.stringContaining(phrase) };
    await reaches({ status: 'blocked', reason, error });
    expect(seen.errors).toMatchObject([error]);
    await expect.poll(shown, { timeout }).toBe('blocked stale');
    expect(await requests()).toHaveLength(1);
    expectRendering();
  });
});

test('204 closes the connection, and the page may open it again', async () => {
  const { reaches, heard, client, status } = await openWith([{ status: 204, headers: {} }, stream(event(1))]);
  await reaches({ status: 'closed' });
  await expect.poll(status, { timeout }).toBe('closed stale');
  expectRendering();
  act(() => client.reconnect());
  await expect.poll(() => heard, { timeout }).toEqual([[1]]);
});

describe('a 401', () => {
  test('refreshes once, and the stream opens with the new token', async () => {
    let token = 'old';
    const onUnauthorized = vi.fn(() => {
      token = 'new';
    });
    const headers = () => ({ Authorization: token });
    const answers = [{ status: 401, headers: {} }, stream(event(1))];
    const { heard, requests, seen } = await openWith(answers, { onUnauthorized, headers });
    await expect.poll(() => heard, { timeout }).toEqual([[1]]);
    expect(onUnauthorized).toHaveBeenCalledOnce();
    expect((await requests()).map(({ authorization }) => authorization)).toEqual(['old', 'new']);
    expect(seen.errors).toEqual([]);
    expectRendering();
  });

  test('after a refresh blocks the connection until it is told to connect again', async () => {
    const onUnauthorized = vi.fn();
    const answers = [{ status: 401, headers: {} }, { status: 401, headers: {} }, stream(event(1))];
    const { reaches, heard, client, requests, status } = await openWith(answers, { onUnauthorized });
    const error = { name: 'HttpError', status: 401, message: expect.stringContaining('then call reconnect()') };
    await reaches({ status: 'blocked', reason: 'auth', error });
    expect(onUnauthorized).toHaveBeenCalledOnce();
    expect(await requests()).toHaveLength(2);
    await expect.poll(status, { timeout }).toBe('blocked stale');
    expectRendering();
    act(() => client.reconnect());
    await expect.poll(() => heard, { timeout }).toEqual([[1]]);
  });
});

test('a 500 is tried again, and the events of the stream that follows arrive', async () => {
  const answers = [{ status: 500, headers: {} }, { status: 500, headers: {} }, stream(event(1))];
  const { heard, requests, seen } = await openWith(answers);
  await expect.poll(() => heard, { timeout }).toEqual([[1]]);
  const error = { name: 'HttpError', status: 500, message: expect.stringContaining('look at the server') };
  expect(seen.errors).toMatchObject([error, error]);
  expect(statesOf(seen.records)).toMatchObject([
    { status: 'connecting' },
    { status: 'reconnecting', attempt: 2, error },
    { status: 'reconnecting', attempt: 2, error },
    { status: 'reconnecting', attempt: 3, error },
    { status: 'reconnecting', attempt: 3, error },
    { status: 'open' },
  ]);
  expect(await requests()).toHaveLength(3);
  expectRendering();
});

test('a host that cannot be reached is tried again, and found when it is there', async () => {
  let origin = await commands.startAnswersServer([{}]);
  await commands.stopStreams([origin]);
  const page = openBoard(() => origin);
  const error = { name: 'NetworkError', message: expect.stringContaining('could not be reached or broke off') };
  await expect
    .poll(() => page.client.store.getState().connection, { timeout })
    .toMatchObject({
      status: 'reconnecting',
      error,
    });
  expect(page.seen.errors[0]).toMatchObject({ ...error, cause: expect.any(TypeError) });
  await expect.poll(page.status, { timeout }).toBe('reconnecting stale');
  expectRendering();

  origin = await commands.startAnswersServer([stream(event(1))]);
  onTestFinished(() => commands.stopStreams([origin]));
  await expect.poll(() => page.heard, { timeout }).toEqual([[1]]);
});
