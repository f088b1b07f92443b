/** What an event would have a person hear. The notification store decides whether and when it is shown. */
export interface NotifyIntent {
  readonly title: string;
  readonly message?: string | undefined;
  readonly severity?: 'info' | 'success' | 'warning' | 'error' | undefined;
  /** Intents with one key are one notification that is updated. */
  readonly key?: string | undefined;
  readonly href?: string | undefined;
  /** What it belongs to, as notifications are grouped by. Default: the namespace of the event's type, `pin` of `pin:created`. */
  readonly group?: string | undefined;
  /** From 0 to 1, for something that goes on. */
  readonly progress?: number | undefined;
}
