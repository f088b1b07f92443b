import { shareStream } from '../shared-stream.ts';
import { updateAutomationStatus, updatePinContent } from './dom.ts';
import { isFor, pinStream, type SSEEvent, streamName } from './stream.ts';

/**
 * Binds a page without React to PinDown's stream: pin variables go to `data-var` elements, pipelines to `.progress-bar`s (see
 * `updatePinContent` and `updateAutomationStatus`). Shares its stream with every other client and `useSSE` of the same
 * server, token and pin. PinDown, "JavaScript/TypeScript Client": it gives `EventSource` a header, which that cannot send;
 * this one sends it.
 */
export class PinDownSSEClient {
  readonly #baseUrl: string;
  readonly #authToken: string | undefined;
  #leave: (() => void) | undefined;

  /** `authToken` is sent as `Authorization: Bearer …`; without one, only cookies say who the user is. */
  constructor(baseUrl: string, authToken?: string) {
    this.#baseUrl = baseUrl;
    this.#authToken = authToken;
  }

  /** Connects to these channels, and stays connected until `disconnect()`. Called again, it goes over to the new ones. */
  connect(channels: readonly string[], pinId?: string): void {
    const place = { baseUrl: this.#baseUrl, token: this.#authToken, pinId };
    const leave = this.#leave;
    const held = shareStream(JSON.stringify(streamName(place)), () => pinStream(place));
    const client = held.value;
    const undo = [
      client.on('*', (event) => {
        if (isFor(event, { channels, pinId }, client.store.getState().channels)) {
          show({ event: event.type, data: event.data } as SSEEvent);
          this.handleEvent(event.type, event.data);
        }
      }),
      ...channels.map((channel) => client.lease({ channel: channel as never })),
    ];
    this.#leave = () => {
      for (const end of undo) end();
      held.release();
    };
    // Only now, so that a stream that serves both goes on.
    leave?.();
  }

  /** Lets go of the stream. It ends unless someone else holds it. */
  disconnect(): void {
    this.#leave?.();
    this.#leave = undefined;
  }

  /** Called with every event: once each, in order. Does nothing; a subclass may. */
  protected handleEvent(_event: string, _data: unknown): void {}
}

function show(message: SSEEvent): void {
  if (message.event === 'pin:content_updated') updatePinContent(message.data);
  if (message.event === 'automation:pipeline_status') updateAutomationStatus(message.data);
}
