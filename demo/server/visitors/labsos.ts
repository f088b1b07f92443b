import type { LabProposal, LabSource, Node } from '../../rows/labsos.ts';
import { type Act, any, longList, type Visit } from './visit.ts';

const project = '/api/projects/lab';

/** More than these are not added: the ones that are here are read again. */
const manySources = 12;
const manyProposals = 8;

const documents = [
  'Field notebook, autumn.pdf',
  'Call with the clinic.m4a',
  'Plate reader export.csv',
  'Safety sheet.pdf',
];

/** What people do with LabsOS. */
export const labsosActs: readonly Act[] = [
  [3, addOrReadAgain],
  [3, decide],
];

async function addOrReadAgain(visit: Visit) {
  const proposals = await visit.read<LabProposal>(`${project}/proposals`);
  if (proposals.length >= manyProposals) return decide(visit);
  const sources = await visit.read<LabSource>(`${project}/sources`);
  const missing = documents.filter((name) => !sources.some(({ source_name }) => source_name === name));
  if (missing.length > 0 && sources.length < manySources && Math.random() < 0.5) {
    const pages = 6 + Math.floor(Math.random() * 30);
    return visit.send('POST', `${project}/sources`, { source_name: any(missing), pages });
  }
  const ended = sources.filter(({ status }) => status === 'completed' || status === 'failed');
  return visit.send('POST', `${project}/sources/${any(ended).id}/ingest`);
}

/** Leaves some proposals for whoever looks at the page. */
async function decide(visit: Visit) {
  const proposals = await visit.read<LabProposal>(`${project}/proposals`);
  if (proposals.length < 4) return;
  const { id, confidence } = any(proposals);
  const nodes = await visit.read<Node>(`${project}/nodes`);
  const isWanted = confidence > 0.6 && nodes.length < longList;
  return visit.send('POST', `${project}/proposals/${id}/${isWanted ? 'accept' : 'reject'}`);
}
