import { Activities } from './activities.tsx';
import { People } from './people.tsx';

/** Workload Insights: what is to be done, who is here, and who has how much to do. */
export function WorkloadView() {
  return (
    <main className="panels workload">
      <Activities />
      <People />
    </main>
  );
}
