import { useGap, useProgress } from 'bisse';
import { useState } from 'react';
import { StateMark } from '../icons.tsx';

/** Starts an export. The server answers with the job's id at once, and tells of its end on the stream. */
export function ExportButton() {
  const [jobId, setJobId] = useState('');
  const [hasFailed, setFailed] = useState(false);
  const job = useProgress('job', jobId);
  // Whether the job came to its end in the meantime, nobody can say.
  useGap(() => setJobId(''));
  const isRunning = jobId !== '' && !job;

  async function start() {
    setFailed(false);
    const response = await fetch('/api/exports', { method: 'POST' }).catch(() => undefined);
    if (response?.ok) setJobId(((await response.json()) as { id: string }).id);
    else setFailed(true);
  }

  return (
    <>
      <span className="said" role="status">
        {job?.done && (
          <span className="state done">
            <StateMark mark="check" />
            Exported
          </span>
        )}
        {(job?.failed || hasFailed) && (
          <span className="state blocked">
            <StateMark mark="square" />
            Not exported
          </span>
        )}
      </span>
      <button type="button" className="button" disabled={isRunning} onClick={start}>
        {isRunning ? 'Exporting' : 'Export'}
      </button>
    </>
  );
}
