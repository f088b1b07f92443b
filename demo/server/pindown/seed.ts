import type { Pin } from 'bisse/dialects/pindown';

export function seedPins(): Pin[] {
  return [
    pin('pin_101', 'Daily revenue', 1_284, {
      'revenue.today': '48,210 €',
      'orders.count': 612,
      'refunds.rate': '1.8 %',
    }),
    pin('pin_102', 'Nightly import', 932, {
      'automation.status': 'completed',
      'automation.records_processed': 1_500,
      'automation.last_run': '02:14',
    }),
    pin('pin_103', 'Support queue', 711, { 'tickets.open': 37, 'tickets.first_reply': '14 min', 'csat.week': '94 %' }),
    pin('pin_104', 'Signups this week', 655, {
      'signups.total': 218,
      'signups.trial': 164,
      'conversion.rate': '12.4 %',
    }),
    pin('pin_105', 'Warehouse stock', 503, { 'stock.skus': 4_812, 'stock.low': 23, 'inbound.pallets': 9 }),
    pin('pin_106', 'API latency', 1_847, { 'latency.p50': '41 ms', 'latency.p95': '187 ms', 'errors.rate': '0.07 %' }),
    pin('pin_107', 'Release 4.2', 388, { 'release.stage': 'canary', 'release.rollout': '15 %', 'incidents.open': 0 }),
    pin('pin_108', 'Energy, Sion site', 276, { 'power.now': '312 kW', 'solar.share': '61 %', 'peak.today': '418 kW' }),
    pin('pin_109', 'Hiring pipeline', 241, { 'roles.open': 6, 'interviews.week': 14, 'offers.out': 2 }, 'draft'),
    pin('pin_110', 'Newsletter 31', 194, { 'sent.count': 18_420, 'open.rate': '43 %', 'click.rate': '6.1 %' }),
    pin(
      'pin_111',
      'Invoices overdue',
      158,
      { 'overdue.count': 11, 'overdue.sum': '23,940 €', 'oldest.days': 47 },
      'draft',
    ),
    pin('pin_112', 'Data sync: Supabase', 420, { 'sync.status': 'syncing', 'sync.rows': 1_250, 'sync.total': 1_500 }),
  ];
}

function pin(id: string, title: string, views: number, templateVars: Pin['templateVars'], status = 'published'): Pin {
  return { id, title, status, isPublic: status === 'published', views, templateVars };
}
