import type { Activity } from 'bisse/dialects/workload-insights';

const minute = 60_000;

/** Category, subcategory, location, status, reporter, assignee; then a note. */
const reported: readonly (readonly [string, string, string, string, string, string | null, string?])[] = [
  ['Facilities', 'Heating', 'Building A, floor 2', 'Done', 'Noémie Rey', 'Luca Favre', 'Valve replaced'],
  ['IT', 'Printer', 'Building B, reception', 'Done', 'Jan Berger', 'Ines Costa', 'Driver rolled back'],
  ['Safety', 'Fire exit', 'Warehouse 1', 'Done', 'Mira Novak', 'Tom Walker', 'Pallets moved, exit clear'],
  ['Facilities', 'Lighting', 'Hall 3', 'In progress', 'Priya Nair', 'Luca Favre', 'Waiting for the lift'],
  ['Logistics', 'Late delivery', 'Dock 4', 'In progress', 'Sven Olsen', 'Amira Haddad', 'Carrier confirmed 16:30'],
  ['IT', 'Wi-Fi', 'Building A, floor 4', 'In progress', 'Noémie Rey', 'Ines Costa'],
  ['Quality', 'Returned batch', 'Line 2', 'Blocked', 'Mira Novak', 'Tom Walker', 'Lab results due tomorrow'],
  ['Facilities', 'Lift', 'Building B', 'Blocked', 'Jan Berger', 'Luca Favre', 'Spare part ordered'],
  ['Safety', 'Spill', 'Warehouse 2, aisle 9', 'Done', 'Sven Olsen', 'Tom Walker', 'Cleaned and logged'],
  ['Logistics', 'Forklift', 'Warehouse 1', 'In progress', 'Amira Haddad', 'Sven Olsen'],
  ['IT', 'Access card', 'Building A, gate', 'Done', 'Priya Nair', 'Ines Costa', 'Card issued'],
  ['Quality', 'Label misprint', 'Line 1', 'In progress', 'Tom Walker', 'Mira Novak', 'Stock quarantined'],
  ['Facilities', 'Cooling', 'Server room', 'In progress', 'Ines Costa', 'Luca Favre', 'Second unit is on'],
  ['Safety', 'First-aid kit', 'Hall 1', 'Open', 'Noémie Rey', null],
  ['Logistics', 'Customs papers', 'Dock 2', 'Blocked', 'Amira Haddad', 'Amira Haddad', 'Broker asked for the original'],
  ['IT', 'Laptop', 'Building B, floor 1', 'Open', 'Jan Berger', 'Ines Costa'],
  ['Quality', 'Scale calibration', 'Line 3', 'Open', 'Mira Novak', null],
  ['Facilities', 'Water leak', 'Building A, kitchen', 'In progress', 'Priya Nair', 'Luca Favre', 'Main valve closed'],
  ['Logistics', 'Missing pallet', 'Warehouse 2', 'Open', 'Sven Olsen', null],
  ['Safety', 'Guard rail', 'Mezzanine', 'Open', 'Tom Walker', 'Tom Walker'],
  ['IT', 'Scanner', 'Dock 1', 'Open', 'Amira Haddad', null],
  ['Quality', 'Colour deviation', 'Line 2', 'Open', 'Mira Novak', null],
  ['Facilities', 'Door sensor', 'Hall 2', 'Open', 'Noémie Rey', null],
  ['Logistics', 'Express pickup', 'Dock 3', 'Open', 'Sven Olsen', 'Amira Haddad'],
];

export function seedActivities(now: number): Activity[] {
  return reported.map(([category, subcategory, location, status, reporter, assignedTo, notes], index) => ({
    id: `activity-${String(index + 1).padStart(2, '0')}`,
    category,
    subcategory,
    location,
    status,
    reporter,
    assignedTo,
    timestamp: new Date(now - (reported.length - index) * 13 * minute).toISOString(),
    latestUpdate: notes ? { notes, authorId: assignedTo ?? reporter, updateType: 'general' } : null,
  }));
}
