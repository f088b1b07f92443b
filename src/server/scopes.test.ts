import { describe, expect, test } from 'vitest';
import { channelKinds, createSubscription, type Identity, toChannel, toScope } from './scopes.ts';
import { desk } from './test/desk.ts';

const kinds = channelKinds(desk);
const hears = (identity: Identity, channels?: readonly string[]) => {
  const { route } = createSubscription(identity, channels, kinds);
  return (...scopes: string[]) => scopes.map((scope) => route(scope) ?? '-');
};

test('a name without a kind is a channel, and back', () => {
  expect(['pins', 'pin:7', 'channel:pins', '*'].map(toScope)).toEqual(['channel:pins', 'pin:7', 'channel:pins', '*']);
  expect(['channel:pins', 'pin:7', '*'].map(toChannel)).toEqual(['pins', 'pin:7', undefined]);
});

describe('a client that asks for channels', () => {
  test('hears these and what is for everyone, and nothing else', () => {
    const heard = hears({ scopes: ['*'] }, ['pins', 'pin:7']);
    expect(heard('channel:pins', 'pin:7', '*')).toEqual(['channel', 'channel', 'anyway']);
    expect(heard('channel:notes', 'pin:8', 'tenant:acme', 'user:9')).toEqual(['-', '-', '-', '-']);
  });

  test('hears its user and its tenant anyway', () => {
    const heard = hears({ user: '9', scopes: ['tenant:acme', 'channel:*', 'pin:*'] }, ['pins']);
    expect(heard('user:9', 'tenant:acme', 'user:8', 'tenant:other')).toEqual(['anyway', 'anyway', '-', '-']);
    expect(heard('channel:pins', 'channel:notes', 'pin:7')).toEqual(['channel', '-', '-']);
  });

  test('narrows its tenants by asking for one', () => {
    const heard = hears({ scopes: ['tenant:a', 'tenant:b', 'team:x'] }, ['tenant:a']);
    expect(heard('tenant:a', 'tenant:b', 'team:x')).toEqual(['channel', '-', 'anyway']);
  });

  test('gets none that it may not hear, and is told so by their absence', () => {
    const identity = { user: '9', scopes: ['channel:pins', 'pin:7'] };
    const { channels, route } = createSubscription(
      identity,
      ['pins', 'notes', 'pin:8', 'user:8', 'user:9', '*', 'pin:*'],
      kinds,
    );
    expect(channels).toEqual(['pins', 'user:9']);
    expect(['channel:notes', 'pin:8', 'pin:7', 'user:8'].map(route)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('and asks for none, hears only what is not a channel', () => {
    const heard = hears({ user: '9', scopes: ['*', 'tenant:acme'] }, []);
    expect(heard('channel:pins', 'pin:7', '*', 'user:9', 'tenant:acme')).toEqual([
      '-',
      '-',
      'anyway',
      'anyway',
      'anyway',
    ]);
  });
});

test('a client that asks for no channels in particular hears all that its identity allows', () => {
  const heard = hears({ user: '9', scopes: ['tenant:acme', 'channel:pins', 'pin:*'] });
  expect(heard('channel:pins', 'pin:7', 'tenant:acme', 'user:9')).toEqual(['channel', 'channel', 'anyway', 'anyway']);
  expect(heard('channel:notes', 'tenant:other', 'user:8')).toEqual(['-', '-', '-']);
  expect(hears({ scopes: ['*'] })('tenant:acme', 'channel:x', 'user:8')).toEqual(['channel', 'channel', 'channel']);
});

test('a scope that only looks like a pattern of the identity stays outside', () => {
  const heard = hears({ scopes: ['pin:*'] });
  expect(heard('pins:7', 'pinned:7', 'channel:pin')).toEqual(['-', '-', '-']);
});
