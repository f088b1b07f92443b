// LabsOS, "Message Handling", "Connection Setup" and "Connection Status". Its `connectSSE` is what the hook does.
import { useProjectStatus } from 'bisse/presets/labsos';
import { useState } from 'react';

interface Source {
  id: string;
  status: string;
  updated_at: string;
}

// The document leaves these to the app.
const clearStoredJobId = (_projectId: string) => {};

export function ProjectStatus(props: {
  projectId: string;
  session: { access_token: string };
  currentJobId: string;
  fetchData: () => void;
}) {
  const { projectId, session, currentJobId, fetchData } = props;
  const [sources, setSources] = useState<Source[]>([{ id: 'source_1', status: 'processing', updated_at: '' }]);
  const [generationProgress, setGenerationProgress] = useState(0);
  const [generationStatus, setGenerationStatus] = useState('');
  const [generatingProposals, setGeneratingProposals] = useState(true);
  const [selectedProposals, setSelectedProposals] = useState(new Set(['proposal_1', 'proposal_2']));

  // biome-ignore lint/suspicious/noExplicitAny: as the document has it.
  const handleSSEMessage = (data: any) => {
    switch (data.type) {
      case 'connected':
        console.log('SSE connected:', data.message);
        break;

      case 'status_update':
        // Update source status in UI
        setSources((prev) =>
          prev.map((source) =>
            source.id === data.sourceId ? { ...source, status: data.status, updated_at: data.updatedAt } : source,
          ),
        );
        break;

      case 'progress_update':
        if (data.jobId === currentJobId) {
          const percentage =
            data.progress.total > 0 ? Math.round((data.progress.current / data.progress.total) * 100) : 0;

          setGenerationProgress(percentage);
          setGenerationStatus(data.progress.message || 'Processing...');

          if (data.progress.stage === 'complete') {
            // Handle completion
            clearStoredJobId(projectId);
            setGeneratingProposals(false);
            // ... cleanup and success handling
          }
        }
        break;

      case 'new_proposal':
      case 'proposal_update':
        // Refresh proposals when they change
        fetchData();
        break;

      case 'proposal_deleted':
        // Remove from selected if it was selected
        setSelectedProposals((prev) => {
          const newSet = new Set(prev);
          newSet.delete(data.proposalId);
          return newSet;
        });
        break;
    }
  };

  const { sseConnected } = useProjectStatus(projectId, { token: session.access_token, onMessage: handleSSEMessage });

  return (
    <>
      {/* Display connection indicator */}
      {sseConnected ? (
        <div className="text-green-600">🟢 Connected</div>
      ) : (
        <div className="text-red-600">🔴 Disconnected</div>
      )}
      <p>
        {generationProgress} % {generationStatus} {generatingProposals ? 'generating' : 'done'}
      </p>
      <p>{sources.map(({ id, status }) => `${id}: ${status}`)}</p>
      <p>{[...selectedProposals].join(', ')}</p>
    </>
  );
}
