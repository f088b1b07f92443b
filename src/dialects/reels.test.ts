import { describe, expect, test } from 'vitest';
import { extendDialect } from '../events/dialect.ts';
import { defineEvent } from '../events/event.ts';
import { type } from '../events/schema.ts';
import { entryOf } from '../slices/keyed.ts';
import { uploads } from '../slices/progress.ts';
import { notification, reelReady, reels, reelUploadProgress, systemAlert, user, userUpdate } from './reels.ts';
import { apply, eventOf } from './test/apply.ts';

describe('a notification', () => {
  const hrefOf = (actionUrl: string) =>
    notification.notify?.(eventOf(notification, { title: 'A', message: 'B', actionUrl }))?.href;

  test.each(['/messages', 'https://example.com/a', 'HTTP://example.com', '?tab=2', '#top'])('leads to %s', (url) => {
    expect(hrefOf(url)).toBe(url);
  });

  test.each([
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '',
  ])('leads nowhere with %j', (url) => {
    expect(hrefOf(url)).toBeUndefined();
  });

  test('needs neither a type nor a place', () => {
    expect(notification.notify?.(eventOf(notification, { title: 'A', message: 'B' }))).toEqual({
      title: 'A',
      message: 'B',
    });
  });
});

describe('an upload', () => {
  const states = [
    ['uploading', 'running', 'info', 0.4],
    ['processing', 'running', 'info', 0.4],
    ['ready', 'done', 'success', undefined],
    ['error', 'failed', 'error', undefined],
  ] as const;

  test.each(states)('that is "%s" is %s, and told as %s', (status, state, severity, progress) => {
    const event = eventOf(reelUploadProgress, { reelId: 'r', progress: 40, status });
    const after = reelUploadProgress.reduce?.(uploads.initial as never, event) as typeof uploads.initial;
    expect(entryOf(after, 'r')).toMatchObject({ status: state, stage: status });
    expect(reelUploadProgress.notify?.(event)).toMatchObject({ severity, key: 'reel:r' });
    expect(reelUploadProgress.notify?.(event)?.progress).toBe(progress);
  });

  test('and its end are one notification', () => {
    const going = reelUploadProgress.notify?.(
      eventOf(reelUploadProgress, { reelId: 'r', progress: 40, status: 'uploading' }),
    );
    const ready = reelReady.notify?.(eventOf(reelReady, { reelId: 'r', playbackUrl: '/r' }));
    expect(going?.key).toBe(ready?.key);
  });

  test('that is ready gives its reel only the fields that came', () => {
    const rows = apply([{ id: 'r', thumbnailUrl: '/old' }], reelReady, { reelId: 'r', playbackUrl: '/r' });
    expect(rows).toEqual([{ id: 'r', status: 'ready', playbackUrl: '/r', thumbnailUrl: '/old' }]);
  });
});

test('an update of the user has all of the user read again, whatever it holds', () => {
  for (const data of [undefined, null, 7, { name: 'Ana' }]) {
    expect(userUpdate.patch?.(eventOf(userUpdate, { type: 'settings', data }))).toEqual(user.invalidate());
  }
});

test.each([
  ['info', 'System alert', 'info'],
  ['warning', 'System alert', 'warning'],
  ['maintenance', 'Maintenance', 'warning'],
])('an alert of the type "%s" is called "%s"', (kind, title, severity) => {
  const told = systemAlert.notify?.(eventOf(systemAlert, { message: 'In 5 minutes', type: kind }));
  expect(told).toMatchObject({ title, severity, message: 'In 5 minutes' });
});

test('the five events of the document are declared, and an app can declare its own', () => {
  const mine = defineEvent('custom_event', { schema: type<{ customData: string }>() });
  expect(extendDialect(reels(), [mine])).toMatchObject({ framing: 'event-envelope', unknown: 'pass' });
  expect(extendDialect(reels(), [mine]).events.map((event) => event.type)).toEqual([
    ...['notification', 'user_update', 'reel_upload_progress', 'reel_ready', 'system_alert', 'custom_event'],
  ]);
});
