import type { NotifyOptions } from './record.ts';

type Words<Value> = string | NotifyOptions | ((value: Value) => string | NotifyOptions);

/** What is told of a promise: while it runs, and how it ended. */
export interface PromiseTexts<Value> {
  readonly loading: string | NotifyOptions;
  readonly success: Words<Value>;
  readonly error: Words<unknown>;
}

/** Tells how a promise fares, under one key. */
export function followPromise<Value>(
  promise: Promise<Value>,
  texts: PromiseTexts<Value>,
  tell: (options: NotifyOptions) => void,
): void {
  tell({ severity: 'info', ...optionsOf(texts.loading, undefined), busy: true });
  promise.then(
    (value) => tell({ severity: 'success', ...optionsOf(texts.success, value) }),
    (error: unknown) => tell({ severity: 'error', ...optionsOf(texts.error, error) }),
  );
}

function optionsOf<Value>(words: Words<Value>, value: Value): NotifyOptions {
  const said = typeof words === 'function' ? words(value) : words;
  return typeof said === 'string' ? { title: said } : said;
}
