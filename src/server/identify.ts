import type { Clock } from '../utils/clock.ts';
import { type Authorize, refuse } from './admission.ts';
import type { HubLogger } from './logger.ts';
import { redacted } from './redact.ts';
import type { Identity } from './scopes.ts';

export interface IdentifyOptions {
  readonly authorize: Authorize;
  readonly clock: Clock;
  readonly logger: HubLogger;
}

/** Asks `authorize` who a request is from: an identity that has not ended, or the answer that the request gets instead. */
export async function identify(
  request: Request,
  { authorize, clock, logger }: IdentifyOptions,
): Promise<Identity | Response> {
  let identity: Identity | Response | null | undefined;
  try {
    identity = await authorize(request);
  } catch (error) {
    logger.error(
      { err: redacted(error, request) },
      'bisse: authorize threw, so the client got a 500. Return null for a client that is not known.',
    );
    return refuse(500, 'the server could not make out who you are.');
  }
  if (identity && !('scopes' in identity)) return identity;
  const { expiresAt = Infinity } = identity ?? {};
  if (expiresAt < clock.now() / 100) {
    logger.warn(
      { expiresAt },
      `bisse: authorize gave an identity that expired in 1970 (expiresAt: ${expiresAt}), so the client got a 401. It is in milliseconds; the "exp" of a token is in seconds, so multiply it by 1,000.`,
    );
  }
  if (!identity || expiresAt <= clock.now()) {
    return refuse(401, 'this stream needs an identity. Sign in and ask again.');
  }
  return identity;
}
