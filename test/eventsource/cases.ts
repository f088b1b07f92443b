import type { Played } from '../servers/playback.ts';
import type { Told } from './collect.ts';

/** What a server answers, and what an `EventSource` then tells. */
export interface Case {
  readonly title: string;
  readonly answers: readonly Played[];
  readonly told: readonly Told[];
  /** How many requests it takes. Default 1. */
  readonly requests?: number;
}

const opened: Told = ['open', 1];
const lost: Told = ['error', 0];
const failed: Told = ['error', 2];
const message = (data: string, lastEventId = '', type = 'message'): Told => [type, data, lastEventId];

/** Cases of one stream that stays open; the body is one write unless it is a list. */
function reads(title: string, body: string | readonly string[], ...told: readonly Told[]): Case {
  return { title, answers: [{ pieces: typeof body === 'string' ? [body] : body }], told: [opened, ...told] };
}

/** Cases of the HTML standard, 9.2.5 and 9.2.6: what the bytes of a stream mean. */
export const bodies: readonly Case[] = [
  reads('one data line is a message', 'data: a\n\n', message('a')),
  reads('data lines are joined by line feeds', 'data: a\ndata:\ndata: b\n\n', message('a\n\nb')),
  reads(
    'one space after the colon is taken away, and only one',
    'data:a\ndata:  b\ndata:\tc\n\n',
    message('a\n b\n\tc'),
  ),
  reads(
    'a data line may be empty or lack its colon',
    'data\n\ndata:\n\ndata\ndata\n\n',
    message(''),
    message(''),
    message('\n'),
  ),
  reads('the data may hold colons', 'data: a:b: c\n\n', message('a:b: c')),
  reads('a line that begins with a colon is a comment', ': x\n:\n:data: x\ndata: a\n:data: x\n\n', message('a')),
  reads('unknown fields are ignored', 'foo: x\ndata: a\nfoo\n\n', message('a')),
  reads(
    'names of fields are compared to the letter',
    'Data: x\n data: x\ndata : x\nDATA: x\ndata: a\n\n',
    message('a'),
  ),
  reads('a block without data is no message', 'event: a\n\nid: 1\n\n\n\ndata: b\n\n', message('b', '1')),
  reads('an event field names the event', 'event: a\ndata: b\n\ndata: c\n\n', message('b', '', 'a'), message('c')),
  reads('the last event field of a block counts', 'event: b\nevent: a\ndata: c\n\n', message('c', '', 'a')),
  reads(
    'an empty event field means message',
    'event: a\nevent:\ndata: b\n\nevent\ndata: c\n\n',
    message('b'),
    message('c'),
  ),
  reads('a name does not outlive a block without data', 'event: a\n\ndata: b\n\n', message('b')),
  reads('an event may be named like an attribute', 'event: open\ndata: a\n\n', ['open', 'a', '']),
  reads(
    'an id stays until another comes',
    'id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\n',
    message('a', '1'),
    message('b', '1'),
    message('c', '2'),
  ),
  reads('the last id field of a block counts', 'id: 1\nid: 2\ndata: a\n\n', message('a', '2')),
  reads(
    'an empty id takes the id back',
    'id: 1\ndata: a\n\nid\ndata: b\n\nid: 1\ndata: c\n\nid:\ndata: d\n\n',
    message('a', '1'),
    message('b'),
    message('c', '1'),
    message('d'),
  ),
  reads(
    'an id with a NUL is ignored',
    'id: 1\ndata: a\n\nid: 2\0\ndata: b\n\nid: \0\ndata: c\n\n',
    message('a', '1'),
    message('b', '1'),
    message('c', '1'),
  ),
  reads('an id may hold anything else', 'id:  é: 😀 \ndata: a\n\n', message('a', ' é: 😀 ')),
  reads(
    'an id of a block without data counts for the next',
    'id: 1\ndata: a\n\nid: 2\n\ndata: b\n\n',
    message('a', '1'),
    message('b', '2'),
  ),
  reads('data and names may hold a NUL', 'event: a\0\ndata: b\0c\n\n', message('b\0c', '', 'a\0')),
  reads(
    'lines end with CR, LF or CRLF',
    'data: a\r\rdata: b\r\n\r\ndata: c\n\rdata: d\r\n\n',
    message('a'),
    message('b'),
    message('c'),
    message('d'),
  ),
  reads('a CRLF that is cut in two is one line end', ['data: a\r', '\ndata: b\r', '\n', '\r', '\n'], message('a\nb')),
  reads('a message comes with the CR that ends it', ['data: a\r\r', 'data: b\r\n\r'], message('a'), message('b')),
  reads('a leading byte-order mark is ignored', '\ufeffdata: a\n\n', message('a')),
  reads('a leading byte-order mark may come in pieces', ['\ufeff'.slice(0, 0), '\ufeff', 'data: a\n\n'], message('a')),
  reads('a second byte-order mark is part of the line', '\ufeff\ufeffdata: x\ndata: a\n\n', message('a')),
  reads(
    'a later byte-order mark is part of the line',
    'data: a\n\n\ufeffdata: x\n\ndata: b\n\n',
    message('a'),
    message('b'),
  ),
  reads('bytes may come one by one', [...'event: a\nid: 7\ndata: b\n\n'], message('b', '7', 'a')),
  reads('a large message is read as a whole', `data: ${'x'.repeat(2_000_000)}\n\n`, message('x'.repeat(2_000_000))),
  {
    title: 'characters that are cut in two are whole again',
    answers: [{ encoding: 'latin1', pieces: ['data: \xf0', '\x9f\x98', '\x80\n\n'] }],
    told: [opened, message('😀')],
  },
  {
    title: 'a byte-order mark that is cut in three is ignored',
    answers: [{ encoding: 'latin1', pieces: ['\xef', '\xbb', '\xbfdata: a\n\n'] }],
    told: [opened, message('a')],
  },
  {
    title: 'bytes that are no UTF-8 become replacement characters',
    answers: [{ encoding: 'latin1', pieces: ['data: a\xffb\xc3\n\ndata: \xed\xa0\x80\n\n'] }],
    told: [opened, message('a\ufffdb\ufffd'), message('\ufffd\ufffd\ufffd')],
  },
];

const soon = 'retry: 100\n\n';
const then = (body: string): Played => ({ pieces: [body] });

/** Cases of the HTML standard, 9.2.3: when a connection is opened, opened again, or failed. */
export const lives: readonly Case[] = [
  { title: 'it is open when the head has come, before any byte', answers: [{}], told: [opened] },
  ...[204, 201, 205, 299, 400, 401, 403, 404, 410, 429, 500, 502, 503].map((status) => ({
    title: `status ${status} fails it`,
    answers: [{ status, ending: 'end' as const }],
    told: [failed],
  })),
  ...['text/plain', 'text/event-streams', 'application/json', 'x text/event-stream', ''].map((type) => ({
    title: `the content type ${JSON.stringify(type)} fails it`,
    answers: [{ headers: type ? { 'Content-Type': type } : {}, pieces: ['data: a\n\n'], ending: 'end' as const }],
    told: [failed],
  })),
  ...['text/event-stream; charset=utf-8', 'Text/Event-Stream', 'text/event-stream;x=y'].map((type) => ({
    title: `the content type ${type} opens it`,
    answers: [{ headers: { 'Content-Type': type }, pieces: ['data: a\n\n'] }],
    told: [opened, message('a')],
  })),
  ...(['end', 'break'] as const).map((how) => ({
    title: `a stream that ${how}s is opened again after the reconnection time`,
    answers: [{ pieces: [`${soon}data: a\n\n`], ending: how }, then('data: b\n\n')],
    told: [opened, message('a'), lost, opened, message('b')],
    requests: 2,
  })),
  {
    title: 'an empty stream is opened again',
    answers: [{ pieces: [soon], ending: 'end' }, { ending: 'end', pieces: [soon] }, then('data: a\n\n')],
    told: [opened, lost, opened, lost, opened, message('a')],
    requests: 3,
  },
  {
    title: 'a block that its stream does not end is dropped, and so is its id',
    answers: [{ pieces: [`${soon}id: 1\ndata: a\n\nid: 2\ndata: b\n`], ending: 'end' }, then('data: c\n\n')],
    told: [opened, message('a', '1'), lost, opened, message('c', '1')],
    requests: 2,
  },
  {
    title: 'a stream that ends within a character is opened again',
    answers: [{ encoding: 'latin1', pieces: [`${soon}data: \xf0\x9f`], ending: 'end' }, then('data: a\n\n')],
    told: [opened, lost, opened, message('a')],
    requests: 2,
  },
  {
    title: 'a refusal of the second request fails it',
    answers: [
      { pieces: [`${soon}data: a\n\n`], ending: 'end' },
      { status: 204, ending: 'end' },
    ],
    told: [opened, message('a'), lost, failed],
    requests: 2,
  },
  {
    title: 'a retry field with anything but digits is ignored',
    answers: [
      { pieces: [`${soon}retry: 60000x\nretry: -60000\nretry: 6e4\nretry: 60000 \n\n`], ending: 'end' },
      then('data: a\n\n'),
    ],
    told: [opened, lost, opened, message('a')],
    requests: 2,
  },
  {
    title: 'a retry field counts at once, in a block that never ends too, and the last one counts',
    answers: [{ pieces: ['retry: 60000\nretry:100\n'], ending: 'end' }, then('data: a\n\n')],
    told: [opened, lost, opened, message('a')],
    requests: 2,
  },
];

/** What `Last-Event-ID` is sent after a first stream with this body; `undefined`: none. Bytes as Latin-1. */
export const cursors: readonly { readonly title: string; readonly body: string; readonly sent: string | undefined }[] =
  [
    { title: 'the id of the last message', body: 'id: 1\ndata: a\n\nid: 2\ndata: b\n\n', sent: '2' },
    { title: 'an id that stays', body: 'id: 1\ndata: a\n\ndata: b\n\n', sent: '1' },
    { title: 'the id of a block without data', body: 'id: 1\ndata: a\n\nid: 2\n\n', sent: '2' },
    { title: 'no id of a block that does not end', body: 'id: 1\ndata: a\n\nid: 2\ndata: b\n', sent: '1' },
    { title: 'nothing when there was no id', body: 'data: a\n\n', sent: undefined },
    { title: 'nothing when the id was taken back', body: 'id: 1\ndata: a\n\nid\ndata: b\n\n', sent: undefined },
    { title: 'the bytes of an id beyond ASCII', body: 'id: é😀\ndata: a\n\n', sent: '\xc3\xa9\xf0\x9f\x98\x80' },
  ];
