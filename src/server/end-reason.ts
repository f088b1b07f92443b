/** Why a stream ended: the client left, or what the `bye` said, or it took nothing for too long. */
export type EndReason = 'left' | 'shutdown' | 'expired' | 'age' | 'limit' | 'idle';
