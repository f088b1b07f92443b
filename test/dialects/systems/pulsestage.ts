import { pulsestage } from 'bisse/dialects/pulsestage';
import { pulsestageFrames } from '../../../src/dialects/test/frames/pulsestage.ts';
import type { System } from '../system.ts';

const meta = { tenantId: 'acme-tenant-id' };
const questionId = 'question-uuid';
const created = {
  ...{ id: questionId, body: 'What is the roadmap for Q2?', upvotes: 0, status: 'OPEN', teamId: 'engineering-uuid' },
  createdAt: '2025-10-08T10:30:00Z',
};
const product = { id: 'tag-1', name: 'Product', color: '#3B82F6' };
const roadmap = { id: 'tag-2', name: 'Roadmap', color: '#10B981' };
const question = { ...created, tags: [product], isPinned: false, isFrozen: false };
const other = { ...question, id: 'another' };
const answer = {
  ...{ responseText: "We're planning to launch feature X in Q2.", respondedAt: '2025-10-08T10:35:00Z' },
  status: 'ANSWERED',
};
const pin = { isPinned: true, pinnedBy: 'user-uuid', pinnedAt: '2025-10-08T10:40:00Z' };
const freeze = { isFrozen: true, frozenBy: 'user-uuid', frozenAt: '2025-10-08T10:45:00Z' };

/** What the question is after an event, with another one beside it that stays as it is. */
const patched = (change: object) => ({ questions: [{ ...question, ...change }, other] });

export const pulsestageSystem: System = {
  name: 'PulseStage',
  dialect: pulsestage(),
  url: '/sse?tenantId=acme',
  frames: pulsestageFrames,
  control: ['connected', 'heartbeat'],
  rows: { questions: [question, other] },
  events: {
    'question:created': {
      data: { ...created, tags: [], isPinned: false, isFrozen: false },
      at: 1_696_765_800_000,
      meta,
      patched: patched({ tags: [] }),
      notification: { title: 'New question', message: created.body, key: `question:${questionId}` },
      wrong: { id: 1, body: null, upvotes: '0', status: 7, createdAt: 1_696_765_800_000 },
    },
    'question:upvoted': {
      data: { questionId, upvotes: 15 },
      at: 1_696_765_800_000,
      meta,
      patched: patched({ upvotes: 15 }),
      wrong: { questionId: 7, upvotes: '15' },
    },
    'question:answered': {
      data: { id: questionId, ...answer },
      at: 1_696_766_100_000,
      meta,
      patched: patched(answer),
      notification: {
        ...{ title: 'Question answered', message: answer.responseText, severity: 'success' },
        key: `question:${questionId}`,
      },
      wrong: { id: null, responseText: 1, respondedAt: 1_696_766_100_000, status: [] },
    },
    'question:tagged': {
      data: { questionId, tags: [product, roadmap] },
      at: 1_696_766_200_000,
      meta,
      patched: patched({ tags: [product, roadmap] }),
      wrong: { questionId: {}, tags: ['tag-1'] },
    },
    'question:untagged': {
      data: { questionId, tags: [roadmap] },
      at: 1_696_766_300_000,
      meta,
      patched: patched({ tags: [roadmap] }),
      wrong: { questionId: 7, tags: 'none' },
    },
    'question:pinned': {
      data: { questionId, ...pin },
      at: 1_696_766_400_000,
      meta,
      patched: patched(pin),
      wrong: { questionId: true, isPinned: 'yes' },
    },
    'question:frozen': {
      data: { questionId, ...freeze },
      at: 1_696_766_700_000,
      meta,
      patched: patched(freeze),
      wrong: { questionId: [], isFrozen: 1 },
    },
  },
};
