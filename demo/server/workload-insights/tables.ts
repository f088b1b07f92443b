import type { Person } from '../../rows/workload-insights.ts';
import type { Table } from '../tables.ts';
import { seedActivities } from './seed.ts';

export const workloadTables = {
  activities: {
    columns: {
      id: 'text unique not null',
      category: 'text not null',
      subcategory: 'text not null',
      location: 'text not null',
      status: 'text not null',
      reporter: 'text not null',
      assignedTo: 'text',
      timestamp: 'text not null',
      latestUpdate: 'json',
    },
    seed: seedActivities,
  },
  people: {
    columns: {
      id: 'text unique not null',
      name: 'text not null',
      role: 'text not null',
      isOnline: 'boolean not null',
      since: 'text not null',
    },
    seed: seedPeople,
  },
} satisfies Record<string, Table>;

function seedPeople(now: number): Person[] {
  const since = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
  return [
    { id: 'amira', name: 'Amira Haddad', role: 'Logistics', isOnline: true, since: since(34) },
    { id: 'ines', name: 'Ines Costa', role: 'IT', isOnline: true, since: since(12) },
    { id: 'luca', name: 'Luca Favre', role: 'Facilities', isOnline: false, since: since(95) },
    { id: 'mira', name: 'Mira Novak', role: 'Quality', isOnline: true, since: since(61) },
    { id: 'sven', name: 'Sven Olsen', role: 'Logistics', isOnline: false, since: since(220) },
    { id: 'tom', name: 'Tom Walker', role: 'Safety', isOnline: true, since: since(5) },
  ];
}
