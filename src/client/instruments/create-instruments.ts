import { createTabConnection } from '../../tabs/create-tab-connection.ts';
import { type FaultName, faultNames, isFaultName } from '../../transport/fault-names.ts';
import { withFaults } from '../../transport/faults.ts';
import type { StreamItem } from '../../wire/notice.ts';
import type { InstrumentPorts, Instruments, Intervention } from '../instruments.ts';
import { createGate } from './gate.ts';
import { createHistory } from './history.ts';

/** What a client has in development: a history, a gate, and faults in the way of its transport. */
export function createInstruments(ports: InstrumentPorts): Instruments {
  const { inspector } = ports;
  const { clock, page, turns } = ports.environment;
  const history = createHistory();
  const gate = createGate(ports.take);
  const faulty = withFaults(ports.transport, { clock, page, openTab });

  inspector.on((record) => {
    history.push(record);
    if (record.kind === 'commit' && !page.isHidden()) painted(record.commit);
  });
  for (const name of faultsInUrl()) faulty.arm(name);

  /** A connection as another tab of the app would have it: it shares this one's stream, or has its own. */
  function openTab(): () => void {
    const silent = { onItems: () => {}, observer: undefined, tabObserver: undefined, beforeFirstOpen: undefined };
    const connection = createTabConnection({ ...ports.connectionOptions(), ...silent });
    connection.connect();
    return () => connection.close();
  }

  /** A frame is drawn after what was asked for in it, and the next turn comes after that. */
  function painted(commit: number): void {
    turns.frame(() => turns.turn(() => inspector.tell?.({ kind: 'paint', commit })));
  }

  function intervene(command: Intervention): void {
    inspector.tell?.({ kind: 'intervention', what: nameOf(command) });
    if (command.type === 'fault') faulty.strike(command.fault, command.ms);
    else if (command.type === 'inject') gate.take([itemOf(command.message)]);
    else if (command.type === 'hold') gate.hold();
    else if (command.type === 'resume') gate.resume();
    else ports.handOver();
  }

  function itemOf(message: Extract<Intervention, { type: 'inject' }>['message']): StreamItem {
    const whole = { event: 'message', id: undefined, ...message };
    return { kind: 'message', message: whole, receivedAt: clock.now() };
  }

  return {
    environment: { ...ports.environment, page: faulty.page },
    transport: faulty,
    take: (items) => gate.take(items),
    discard: () => gate.discard(),
    replay(listener) {
      for (const record of history.records()) listener(record);
    },
    intervene,
    get held() {
      return gate.held;
    },
  };
}

function nameOf(command: Intervention): string {
  return command.type === 'fault' ? command.fault : command.type;
}

/** The faults that the page's address asks for: `?bisse-fault=drop,slow`. */
function faultsInUrl() {
  const asked = new URLSearchParams(globalThis.location?.search ?? '').get('bisse-fault')?.split(',') ?? [];
  return asked.filter((name): name is FaultName => {
    if (isFaultName(name)) return true;
    console.warn(
      `bisse: "${name}" in ?bisse-fault= is no fault, so nothing happens. There are: ${faultNames.join(', ')}.`,
    );
    return false;
  });
}
