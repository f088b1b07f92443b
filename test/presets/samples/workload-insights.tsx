// Workload Insights, "Client-Side Usage".
import { useRealtimeUpdates } from 'bisse/presets/workload-insights';
import { useEffect, useState } from 'react';

export function Dashboard() {
  const [activities, setActivities] = useState<{ id: string; status: string; assignedTo: string | null }[]>([]);

  const { isConnected, events } = useRealtimeUpdates();

  useEffect(() => {
    events.forEach((event) => {
      switch (event.type) {
        case 'activity_created':
          // Add new activity to UI
          setActivities((prev) => [event.data, ...prev]);
          break;
        case 'activity_updated':
          // Update existing activity
          setActivities((prev) => prev.map((one) => (one.id === event.data.id ? event.data : one)));
          break;
        case 'assignment_changed':
          // Refresh assignment data
          setActivities((prev) => prev.map((one) => (one.id === event.data.id ? event.data : one)));
          break;
      }
    });
  }, [events]);

  return (
    <>
      <b>{isConnected ? 'live' : 'offline'}</b>
      <ul>
        {activities.map(({ id, status, assignedTo }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an activity that is there twice shall be seen twice.
          <li key={index}>{`${id} ${status} ${assignedTo}`}</li>
        ))}
      </ul>
    </>
  );
}
