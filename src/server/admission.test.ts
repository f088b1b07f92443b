import { expect, test } from 'vitest';
import { channelsOf, cursorOf, refusal } from './admission.ts';

const request = (path: string, init?: RequestInit) => new Request(`http://localhost${path}`, init);
const cursorIn = (path: string, headers: Record<string, string> = {}) => {
  const asked = request(path, { headers });
  return cursorOf(asked, new URL(asked.url));
};
const channelsIn = (query: string) => channelsOf(new URL(`http://localhost/events${query}`));

test('the cursor is the header, or else a parameter', () => {
  expect(cursorIn('/events')).toBeUndefined();
  expect(cursorIn('/events?lastEventId=a')).toBe('a');
  expect(cursorIn('/events?last_event_id=b')).toBe('b');
  expect(cursorIn('/events?lastEventId=a&last_event_id=b', { 'last-event-id': 'h' })).toBe('h');
  expect(cursorIn('/events?lastEventId=', { 'last-event-id': '' })).toBeUndefined();
});

test('a cursor in UTF-8 comes as one character a byte, and is read', () => {
  const bytes = String.fromCharCode(...new TextEncoder().encode('naïve-✓'));
  expect(cursorIn('/events', { 'last-event-id': bytes })).toBe('naïve-✓');
  expect(cursorIn('/events', { 'last-event-id': 'na\u00efve' })).toBe('naïve');
});

test('channels are a list, each named once; no parameter is not an empty one', () => {
  expect(channelsIn('')).toBeUndefined();
  expect(channelsIn('?channels=')).toEqual([]);
  expect(channelsIn('?channels=pins,pin:7')).toEqual(['pins', 'pin:7']);
  expect(channelsIn('?channels=pins,%20notes,&channels=pins,ai')).toEqual(['pins', 'notes', 'ai']);
  expect(channelsIn('?channels=a%0Adata:%20forged,b')).toEqual(['b']);
});

test('only a GET that takes an event stream gets one, and only POST besides is read', async () => {
  expect(refusal(request('/events'))).toBeUndefined();
  for (const accept of ['text/event-stream', 'text/html, */*;q=0.1', 'TEXT/Event-Stream; q=1', 'text/*']) {
    expect(refusal(request('/events', { headers: { accept } }))).toBeUndefined();
  }
  expect(refusal(request('/events', { headers: { accept: 'text/html' } }))?.status).toBe(406);
  expect(refusal(request('/events', { method: 'POST' }))).toBeUndefined();
  const put = refusal(request('/events', { method: 'PUT' }));
  expect([put?.status, put?.headers.get('allow')]).toEqual([405, 'GET, POST']);
  expect(await put?.text()).toMatch(/^bisse: .*PUT/);
});
