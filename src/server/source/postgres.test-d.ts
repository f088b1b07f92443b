import type { PGlite, Transaction } from '@electric-sql/pglite';
import type { Client, Pool, PoolClient } from 'pg';
import { createHub } from '../hub.ts';
import { desk } from '../test/desk.ts';
import { type Outbox, postgresOutbox } from './postgres.ts';

declare const pool: Pool;
declare const client: Client | PoolClient;
declare const pglite: PGlite;
declare const transaction: Transaction;

export const outbox: Outbox<typeof desk> = postgresOutbox({ pool, events: desk });
postgresOutbox({ pglite, batch: 100, lease: '5s', poll: 500 });
createHub({ events: desk }).from(outbox);

outbox.add(client, { type: 'note:added', data: { text: '' }, to: 'channel:notes' });
outbox.add(transaction, { type: 'note:added', data: { text: '' }, to: 'channel:notes' });
export const position: Promise<string> = outbox.position(pool, 'e:1-1');
// @ts-expect-error no such type
outbox.add(client, { type: 'note:lost', data: { text: '' }, to: '*' });
// @ts-expect-error one database
postgresOutbox({ pool, pglite });
// @ts-expect-error none
postgresOutbox({ events: desk });
