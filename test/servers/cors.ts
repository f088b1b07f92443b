import type { IncomingMessage, ServerResponse } from 'node:http';

/** Lets pages of any origin ask; answers the preflight, and says whether it was one. */
export function allowOrigin(request: IncomingMessage, response: ServerResponse): boolean {
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Access-Control-Allow-Headers', 'Authorization, Last-Event-ID');
  response.setHeader('Access-Control-Expose-Headers', 'Stream-Cursor, Retry-After');
  if (request.method !== 'OPTIONS') return false;
  response.writeHead(204).end();
  return true;
}
