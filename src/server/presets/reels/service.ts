/** Reels, "sendNotification". */
export interface UserNotification {
  readonly title: string;
  readonly message: string;
  readonly type?: 'info' | 'success' | 'warning' | 'error';
  /** A page of the app, or of the web. */
  readonly actionUrl?: string;
}

/** Reels, "sendReelUploadProgress". */
export interface ReelUploadProgress {
  readonly reelId: string;
  /** From 0 to 100. */
  readonly progress: number;
  readonly status: 'uploading' | 'processing' | 'ready' | 'error';
  readonly message?: string;
}

/** Reels, "sendReelReady". */
export interface ReelReady {
  readonly reelId: string;
  readonly playbackUrl: string;
  readonly thumbnailUrl?: string;
  readonly duration?: number;
}

/** Reels, "sendUserUpdate". */
export interface UserUpdate {
  readonly type: 'profile' | 'settings' | 'subscription';
  readonly data: unknown;
}

/** Reels, "sendSystemAlert". */
export interface SystemAlert {
  readonly message: string;
  readonly type: 'info' | 'warning' | 'maintenance';
  /** In ms. */
  readonly duration?: number;
}

/** Reels, "Manual Control". Counts are of this instance. */
export interface SSEService {
  getClientCount(): number;
  getClientCountForUser(userId: string): number;
  /** Ends all streams, and closes the log. */
  destroy(): Promise<void>;
}

/** The document's functions. None of them rejects: what could not be sent is told to the logger. */
export interface SSEFunctions {
  readonly sendNotification: (userId: string, notification: UserNotification) => Promise<void>;
  readonly sendReelUploadProgress: (userId: string, progress: ReelUploadProgress) => Promise<void>;
  readonly sendReelReady: (userId: string, reelData: ReelReady) => Promise<void>;
  readonly sendUserUpdate: (userId: string, update: UserUpdate) => Promise<void>;
  /** To everyone; to those who are away as soon as they come, as long as it is kept. */
  readonly sendSystemAlert: (alert: SystemAlert) => Promise<void>;
  /** An event of the app's own. Its data is not checked, unless `events` declares it. */
  readonly sendCustomEvent: (userId: string, eventType: string, data: unknown) => Promise<void>;
  readonly getSSEService: () => SSEService;
}

/** What the functions need: an `SSEManager` is one. */
export interface Sender extends SSEService {
  sendToUser(userId: string, event: string, data: unknown): Promise<void>;
  sendToAll(event: string, data: unknown): Promise<void>;
}

/**
 * The functions of Reels, "Server-Side Utilities", for the app to export as its own:
 * `export const { sendNotification, getSSEService, … } = createSSEService(new SSEManager({ authorize }))`.
 */
export function createSSEService(manager: Sender): SSEFunctions {
  const { sendToUser, sendToAll } = manager;
  return {
    sendNotification: (userId, notification) => sendToUser(userId, 'notification', notification),
    sendReelUploadProgress: (userId, progress) => sendToUser(userId, 'reel_upload_progress', progress),
    sendReelReady: (userId, reelData) => sendToUser(userId, 'reel_ready', reelData),
    sendUserUpdate: (userId, update) => sendToUser(userId, 'user_update', update),
    sendSystemAlert: (alert) => sendToAll('system_alert', alert),
    sendCustomEvent: sendToUser,
    getSSEService: () => manager,
  };
}
