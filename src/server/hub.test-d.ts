import Fastify from 'fastify';
import type { Dialect } from '../events/dialect.ts';
import { toNode } from './adapters/node.ts';
import { createHub, type Hub } from './hub.ts';
import { desk } from './test/desk.ts';

const hub = createHub({ events: desk });

export const id: Promise<string> = hub.publish({ type: 'pin:moved', data: { pinId: '7', x: 1 }, to: 'pin:7' });
hub.to('channel:notes').emit('note:added', { text: '' }, { key: 'k', mutationId: 'm' });
hub.publish({ type: 'pin:moved', data: { pinId: '7', x: 1 }, to: ['pin:7', 'channel:pins'] });
hub.to(['pin:7', 'channel:pins']).emit('pin:moved', { pinId: '7', x: 1 });
// @ts-expect-error no such type
hub.publish({ type: 'pin:lost', data: {}, to: '*' });
// @ts-expect-error the payload of another type
hub.publish({ type: 'pin:moved', data: { text: '' }, to: '*' });
// @ts-expect-error nobody to publish it to
hub.publish({ type: 'note:added', data: { text: '' } });
// @ts-expect-error the payload of another type
hub.to('*').emit('note:added', { pinId: '7', x: 1 });
// @ts-expect-error no such type
hub.to('*').emit('note:lost', { text: '' });

/** What serves a hub need not know its events. */
export const handler = toNode(hub);
export const GET: (request: Request) => Promise<Response> = hub.fetch;

declare const loose: Hub<Dialect>;
loose.publish({ type: 'anything', data: 1, to: '*' });

/** A pino logger, such as Fastify's. */
createHub({ events: desk, logger: Fastify().log });
