import type { Pin } from 'bisse/dialects/pindown';
import type { DataSource, Generation, Pipeline } from '../../rows/pindown.ts';
import { type Act, any, type Visit } from './visit.ts';

/** The texts that a variable goes through. */
const states = [
  ['running', 'completed', 'waiting'],
  ['syncing', 'in sync', 'paused'],
  ['canary', 'rolling out', 'stable'],
];

const prompts = ['Sum up yesterday', 'A line about stock', 'Explain the refunds', 'Greet new customers'];

/** How many texts stay; the oldest make place. */
const manyTexts = 12;

/** What people do with PinDown. */
export const pindownActs: readonly Act[] = [
  [48, async (visit) => visit.send('POST', `/api/pins/${any(await visit.read<Pin>('/api/pins')).id}/view`)],
  [28, changeVariable],
  [3, runPipeline],
  [3, syncSource],
  [3, generateText],
  [1, publishOrTakeBack],
];

async function runPipeline(visit: Visit) {
  const { id, status } = any(await visit.read<Pipeline>('/api/pipelines'));
  if (status !== 'running') return visit.send('POST', `/api/pipelines/${id}/start`);
  return Math.random() < 0.3 && visit.send('POST', `/api/pipelines/${id}/fail`);
}

async function syncSource(visit: Visit) {
  const { id } = any(await visit.read<DataSource>('/api/data-sources'));
  return visit.send('POST', `/api/data-sources/${id}/sync`);
}

async function generateText(visit: Visit) {
  const texts = await visit.read<Generation>('/api/ai/generations');
  const oldest = texts.findLast(({ duration }) => duration !== null);
  if (texts.length >= manyTexts && oldest) return visit.send('DELETE', `/api/ai/generations/${oldest.id}`);
  return visit.send('POST', '/api/ai/generations', { prompt: any(prompts), userId: 'visitors' });
}

async function changeVariable(visit: Visit) {
  const pin = any(await visit.read<Pin>('/api/pins'));
  const [name, value] = any(Object.entries(pin.templateVars));
  return visit.send('PUT', `/api/pins/${pin.id}`, { templateVars: { [name]: drift(value) } });
}

async function publishOrTakeBack(visit: Visit) {
  const pin = any(await visit.read<Pin>('/api/pins'));
  return visit.send('PUT', `/api/pins/${pin.id}`, { status: pin.isPublic ? 'draft' : 'published' });
}

/** A number drifts, also inside a text such as `187 ms`; a state changes to another. */
function drift(value: unknown): unknown {
  if (typeof value === 'number') return Math.max(0, Math.round(value * (0.97 + 0.06 * Math.random()) + Math.random()));
  const text = String(value);
  if (/^\d\d:\d\d$/.test(text)) return new Date().toTimeString().slice(0, 5);
  const parts = /^(\D*)([\d,]+(?:\.\d+)?)(.*)$/.exec(text);
  if (!parts)
    return any((states.find((list) => list.includes(text)) ?? [text, 'on', 'off']).filter((one) => one !== text));
  const number = parts[2] as string;
  const digits = number.split('.')[1]?.length ?? 0;
  const most = parts[3]?.trim() === '%' ? 100 : Number.POSITIVE_INFINITY;
  const drifted = Math.min(most, Number(number.replaceAll(',', '')) * (0.97 + 0.06 * Math.random()));
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return `${parts[1]}${drifted.toLocaleString('en-US', format)}${parts[3]}`;
}
