import type { Table } from '../tables.ts';
import { seedQuestions } from './seed.ts';

export const pulsestageTables = {
  questions: {
    columns: {
      id: 'text unique not null',
      body: 'text not null',
      upvotes: 'integer not null default 0',
      status: `text not null default 'OPEN'`,
      teamId: 'text',
      createdAt: 'text not null',
      tags: `json not null default '[]'`,
      isPinned: 'boolean not null default false',
      pinnedBy: 'text',
      pinnedAt: 'text',
      isFrozen: 'boolean not null default false',
      frozenBy: 'text',
      frozenAt: 'text',
      responseText: 'text',
      respondedAt: 'text',
    },
    seed: seedQuestions,
  },
} satisfies Record<string, Table>;
