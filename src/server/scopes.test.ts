import { describe, expect, test } from 'vitest';
import { channelKinds, createSubscription, type Identity, toChannel, toScope } from './scopes.ts';
import { desk } from './test/desk.ts';

const kinds = channelKinds(desk);
const hears = (identity: Identity, channels?: readonly string[]) => {
  const subscription = createSubscription(identity, channels, kinds);
  return (...scopes: string[]) => scopes.map((scope) => subscription.hears([scope]) ?? '-');
};

test('a name without a kind is a channel, and back', () => {
  expect(['pins', 'pin:7', 'channel:pins', '*'].map(toScope)).toEqual(['channel:pins', 'pin:7', 'channel:pins', '*']);
  expect(['channel:pins', 'pin:7', '*'].map(toChannel)).toEqual(['pins', 'pin:7', undefined]);
});

describe('a client that asks for channels', () => {
  test('hears these and what is for everyone, and nothing else', () => {
    const heard = hears({ scopes: ['*'] }, ['pins', 'pin:7']);
    expect(heard('channel:pins', 'pin:7', '*')).toEqual(['channel:pins', 'pin:7', '*']);
    expect(heard('channel:notes', 'pin:8', 'tenant:acme', 'user:9')).toEqual(['-', '-', '-', '-']);
  });

  test('hears its user and its tenant anyway', () => {
    const heard = hears({ user: '9', scopes: ['tenant:acme', 'channel:*', 'pin:*'] }, ['pins']);
    expect(heard('user:9', 'tenant:acme', 'user:8', 'tenant:other')).toEqual(['*', '*', '-', '-']);
    expect(heard('channel:pins', 'channel:notes', 'pin:7')).toEqual(['channel:pins', '-', '-']);
  });

  test('narrows its tenants by asking for one', () => {
    const heard = hears({ scopes: ['tenant:a', 'tenant:b', 'team:x'] }, ['tenant:a']);
    expect(heard('tenant:a', 'tenant:b', 'team:x')).toEqual(['tenant:a', '-', '*']);
  });

  test('gets none that it may not hear, and is told so by their absence', () => {
    const identity = { user: '9', scopes: ['channel:pins', 'pin:7'] };
    const { channels, hears } = createSubscription(
      identity,
      ['pins', 'notes', 'pin:8', 'user:8', 'user:9', '*', 'pin:*'],
      kinds,
    );
    expect(channels).toEqual(['pins', 'user:9']);
    expect(hears(['channel:notes', 'pin:8', 'pin:7', 'user:8'])).toBeUndefined();
  });

  test('and asks for none, hears only what is not a channel', () => {
    const heard = hears({ user: '9', scopes: ['*', 'tenant:acme'] }, []);
    expect(heard('channel:pins', 'pin:7', '*', 'user:9', 'tenant:acme')).toEqual(['-', '-', '*', '*', '*']);
  });
});

test('a client that asks for no channels in particular hears all that its identity allows', () => {
  const heard = hears({ user: '9', scopes: ['tenant:acme', 'channel:pins', 'pin:*'] });
  expect(heard('channel:pins', 'pin:7', 'tenant:acme', 'user:9')).toEqual(['channel:pins', 'pin:7', '*', '*']);
  expect(heard('channel:notes', 'tenant:other', 'user:8')).toEqual(['-', '-', '-']);
  expect(hears({ scopes: ['*'] })('tenant:acme', 'channel:x', 'user:8')).toEqual([
    'tenant:acme',
    'channel:x',
    'user:8',
  ]);
});

describe('what is published to several scopes', () => {
  const heardOn = (identity: Identity, channels: readonly string[] | undefined, ...scopes: string[]) =>
    createSubscription(identity, channels, kinds).hears(scopes);

  test('is heard on the first that the client asked for', () => {
    const all = { scopes: ['*'] };
    expect(heardOn(all, ['pins', 'pin:7'], 'pin:7', 'channel:pins')).toBe('pin:7');
    expect(heardOn(all, ['pins', 'pin:7'], 'channel:pins', 'pin:7')).toBe('channel:pins');
    expect(heardOn(all, ['pins', 'pin:8'], 'pin:7', 'channel:pins')).toBe('channel:pins');
    expect(heardOn({ user: '9', scopes: ['pin:*'] }, ['pin:7'], 'user:9', 'pin:7')).toBe('pin:7');
  });

  test('is heard anyway by whom one of them is for', () => {
    expect(heardOn({ user: '9', scopes: [] }, [], 'pin:7', 'user:9')).toBe('*');
    expect(heardOn({ scopes: ['tenant:acme', 'pin:*'] }, undefined, 'pin:7', 'tenant:acme')).toBe('*');
  });

  test('is not heard by whom none of them is for', () => {
    expect(
      heardOn({ user: '9', scopes: ['pin:7', 'tenant:a'] }, ['pin:7'], 'pin:8', 'tenant:b', 'user:8'),
    ).toBeUndefined();
  });
});

test('a user who is called like a pattern hears what is for that user alone', () => {
  expect(hears({ user: '*', scopes: [] })('user:9', 'user:*')).toEqual(['-', '*']);
  expect(hears({ user: '*', scopes: [] }, [])('user:9', 'user:*')).toEqual(['-', '*']);
});

test('a scope that only looks like a pattern of the identity stays outside', () => {
  const heard = hears({ scopes: ['pin:*'] });
  expect(heard('pins:7', 'pinned:7', 'channel:pin')).toEqual(['-', '-', '-']);
});
