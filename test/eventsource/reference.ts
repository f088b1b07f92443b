/** A message as the reference reads it. */
export type Read = readonly [type: string, data: string, lastEventId: string];

/**
 * Reads a whole stream as sections 9.2.5 and 9.2.6 of the HTML standard say it, line by line and with nothing clever: what
 * the tests hold the incremental reader to.
 */
export function readWhole(bytes: Uint8Array): readonly Read[] {
  const text = new TextDecoder().decode(bytes);
  const lines = text.split(/\r\n|\r|\n/);
  // What follows the last line end is no line: it never ended.
  lines.pop();
  const messages: Read[] = [];
  let [data, type, id] = ['', '', ''];
  for (const line of lines) {
    if (line === '') {
      if (data !== '') messages.push([type || 'message', data.slice(0, -1), id]);
      data = type = '';
      continue;
    }
    const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'event') type = value;
    if (field === 'data') data += `${value}\n`;
    if (field === 'id' && !value.includes('\0')) id = value;
  }
  return messages;
}
