import { type ConnectionWords, englishConnectionWords } from 'bisse/ui';

/** What a translation looks like. */
export const germanConnectionWords: ConnectionWords = {
  ...englishConnectionWords,
  faces: {
    live: 'Live',
    polling: 'Live, in Abständen',
    'catching-up': 'Holt auf',
    connecting: 'Verbindet',
    reconnecting: 'Verbindet erneut',
    refreshing: 'Meldet neu an',
    offline: 'Kein Netz',
    paused: 'Angehalten',
    unauthorized: 'Abgemeldet',
    forbidden: 'Kein Zugang',
    protocol: 'Keine Verbindung möglich',
    exhausted: 'Verbindung verloren',
    closed: 'Getrennt',
    idle: 'Nicht verbunden',
  },
  detail: (face, connection) =>
    face === 'reconnecting' && connection.status === 'reconnecting' ? `Versuch ${connection.attempt}` : undefined,
  countdown: (seconds) => `nächster in ${seconds} s`,
  retry: 'Jetzt versuchen',
};
