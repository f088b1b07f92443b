// Reels, "Quick Start", "SSE Manager Configuration", "Webhook Integration" and "Background Job Integration". The document's
// module `@/features/sse` is made of the first lines, anew for every test.

import { createServer } from 'node:http';
import express from 'express';
import { createSSEService, SSEManager, type SSEManagerOptions } from '../../../src/server/presets/reels.ts';
import { type AppOptions, run } from './app.ts';

type Webhook =
  | { type: 'video.upload.progress'; userId: string; reelId: string; progress: number }
  | { type: 'video.asset.ready'; userId: string; reelId: string; playbackUrl: string; thumbnailUrl: string };

export async function startReels({ heartbeat, ...options }: AppOptions & SSEManagerOptions = {}) {
  const sseManager = new SSEManager({
    heartbeatInterval: heartbeat ?? 30000, // 30 seconds
    maxClientsPerUser: 5, // Max connections per user
    cleanupInterval: 60000, // 1 minute
    ...(!options.log && { eventRetentionTime: 300000 }), // 5 minutes
    cors: { origins: '*' },
    // The session of a user is a header here, and where there can be none, what the page says.
    authorize: ({ headers }, { userId }) => {
      const user = headers.get('session') ?? userId;
      return user === undefined ? null : { user };
    },
    ...options,
  });
  const { sendNotification, sendReelUploadProgress, sendReelReady, sendUserUpdate, sendSystemAlert, ...more } =
    createSSEService(sseManager);
  const { sendCustomEvent, getSSEService } = more;

  async function quickStart() {
    // Send a notification to a user
    await sendNotification('user123', {
      title: 'New Message',
      message: 'You have a new message from John',
      type: 'info',
      actionUrl: '/messages',
    });

    // Send reel upload progress
    await sendReelUploadProgress('user123', {
      reelId: 'reel_456',
      progress: 75,
      status: 'processing',
      message: 'Processing your video...',
    });

    // Send system alert to all users
    await sendSystemAlert({
      message: 'System maintenance in 5 minutes',
      type: 'warning',
      duration: 300000,
    });
  }

  // In your webhook handler
  async function POST(event: Webhook) {
    switch (event.type) {
      case 'video.upload.progress':
        await sendReelUploadProgress(event.userId, {
          reelId: event.reelId,
          progress: event.progress,
          status: 'uploading',
        });
        break;

      case 'video.asset.ready':
        await sendReelReady(event.userId, {
          reelId: event.reelId,
          playbackUrl: event.playbackUrl,
          thumbnailUrl: event.thumbnailUrl,
        });
        break;
    }
  }

  // In your background job processor
  async function processUserData(userId: string, work: () => Promise<void>) {
    try {
      // Process user data...
      await work();

      await sendNotification(userId, {
        title: 'Processing Complete',
        message: 'Your data has been processed successfully',
        type: 'success',
      });
    } catch {
      await sendNotification(userId, {
        title: 'Processing Failed',
        message: 'There was an error processing your data',
        type: 'error',
      });
    }
  }

  const app = express();
  app.get('/api/sse', sseManager.handler);
  app.options('/api/sse', sseManager.handler);
  app.post('/webhook', express.json(), async (req, res) => {
    await POST(req.body);
    res.json({ ok: true });
  });
  const code = {
    ...{ sseManager, quickStart, POST, processUserData, getSSEService },
    ...{ sendNotification, sendUserUpdate, sendCustomEvent, sendSystemAlert },
  };
  return run(createServer(app), code, () => getSSEService().destroy());
}
