import { ListPanel } from '../list-panel.tsx';
import { jobList, nodeList, proposalList } from '../lists.ts';
import { JobRow } from './job-row.tsx';
import { NodeRow } from './node-row.tsx';
import { ProposalRow } from './proposal-row.tsx';
import { Sources } from './sources.tsx';

/** LabsOS: a project takes in sources; jobs read them and propose nodes; people decide. */
export function LabsosView() {
  return (
    <main className="panels labsos">
      <Sources />
      <ListPanel
        id="jobs"
        title="Jobs"
        list={jobList}
        empty="Nothing is being read. Add a source to begin."
        Row={JobRow}
      />
      <div className="stack">
        <ListPanel
          id="proposals"
          title="Proposed nodes"
          list={proposalList}
          empty="No proposal waits for you. Sources that are read make new ones."
          Row={ProposalRow}
        />
        <ListPanel
          id="nodes"
          title="Nodes"
          list={nodeList}
          empty="The project has no nodes yet. Accept a proposal."
          Row={NodeRow}
        />
      </div>
    </main>
  );
}
