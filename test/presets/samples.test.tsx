import { cleanup, render, screen, waitFor } from '@testing-library/react';
import { SSEProvider } from 'bisse/presets/pulsestage';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { labsosFrames } from '../../src/dialects/test/frames/labsos.ts';
import { pindownFrames } from '../../src/dialects/test/frames/pindown.ts';
import { pulsestageFrames } from '../../src/dialects/test/frames/pulsestage.ts';
import { reelsFrames } from '../../src/dialects/test/frames/reels.ts';
import { workloadInsightsFrames } from '../../src/dialects/test/frames/workload-insights.ts';
import { serveDocument } from './document.ts';
import { ProjectStatus } from './samples/labsos.tsx';
import { connectPage } from './samples/pindown-client.ts';
import { LivePinComponent, updatePinVariables } from './samples/pindown-hook.tsx';
import { QuestionsPage } from './samples/pulsestage.tsx';
import { MyComponent } from './samples/reels.tsx';
import { Dashboard } from './samples/workload-insights.tsx';

afterEach(cleanup);

const shows = (text: string | RegExp) => waitFor(() => screen.getByText(text));

describe("PinDown's page client", () => {
  async function openPage(html: string) {
    const server = await serveDocument(pindownFrames.connected);
    document.body.innerHTML = html;
    const client = connectPage('jwt');
    onTestFinished(() => {
      client.disconnect();
      document.body.innerHTML = '';
    });
    await waitFor(async () => expect(await server.open()).toBe(1));
    return { server, client };
  }

  test('asks as the document does, and sends the token that EventSource cannot', async () => {
    const { server } = await openPage('');
    expect(await server.paths()).toEqual(['/api/sse/stream?channels=pins,automation&pinId=pin_123']);
    expect(await server.headers('authorization')).toEqual(['Bearer jwt']);
  });

  test('writes variables to their elements, marked as updating for a second', async () => {
    const { server } = await openPage('<b data-var="automation.status">–</b><b data-var="other">–</b>');
    const [status, other] = document.querySelectorAll('b');
    const sentAt = performance.now();
    await server.send(pindownFrames['pin:content_updated']);
    await waitFor(() => expect(status).toHaveProperty('textContent', 'completed'));
    expect(status?.className).toBe('live-updating');
    expect(other?.outerHTML).toBe('<b data-var="other">–</b>');
    await waitFor(() => expect(status?.className).toBe(''), { timeout: 3_000, interval: 10 });
    expect(performance.now() - sentAt).toBeGreaterThan(990);
  });

  test('moves the progress bar of the pipeline', async () => {
    const { server } = await openPage('<div data-pipeline="pipe_456"><i class="progress-bar"></i></div>');
    await server.send(pindownFrames['automation:pipeline_status']);
    await waitFor(() => expect(document.querySelector('i')?.style.width).toBe('75%'));
  });

  test('ends its stream at disconnect', async () => {
    const { server, client } = await openPage('');
    client.disconnect();
    await waitFor(async () => expect(await server.open()).toBe(0));
  });
});

describe("PinDown's component", () => {
  test('is live, and hears named events and unnamed ones', async () => {
    const update = vi.spyOn(updatePinVariables, 'call');
    const server = await serveDocument(pindownFrames.connected);
    render(<LivePinComponent pinId="pin_123" />);
    screen.getByText('🔴 Offline');
    await shows('🟢 Live');
    expect(await server.paths()).toEqual(['/api/sse/stream?channels=pins,automation&pinId=pin_123']);
    await server.send(pindownFrames['pin:content_updated']);
    await waitFor(() =>
      expect(update).toHaveBeenLastCalledWith(expect.objectContaining({ 'automation.status': 'completed' })),
    );
    await server.send('data: {"event":"pin:content_updated","data":{"pinId":"pin_123","updatedVars":{"a":1}}}\n\n');
    await waitFor(() => expect(update).toHaveBeenLastCalledWith({ a: 1 }));
  });
});

test("LabsOS' component shows what each message says", async () => {
  const fetchData = vi.fn();
  const server = await serveDocument(labsosFrames.connected);
  const session = { access_token: 'a+b' };
  render(<ProjectStatus projectId="p1" session={session} currentJobId="job_1" fetchData={fetchData} />);
  screen.getByText('🔴 Disconnected');
  await shows('🟢 Connected');
  expect(await server.paths()).toEqual(['/api/projects/p1/status?token=a%2Bb']);
  await server.send(labsosFrames.status_update, labsosFrames.progress_update, labsosFrames.new_proposal);
  await shows('source_1: completed');
  screen.getByText('38 % Reading page 3 of 8 generating');
  expect(fetchData).toHaveBeenCalledTimes(1);
  await server.send(labsosFrames.proposal_update, labsosFrames.proposal_deleted);
  await shows('proposal_2');
  expect(fetchData).toHaveBeenCalledTimes(2);
});

test("Workload Insights' component handles each event once, however they come", async () => {
  const { activity_created, activity_updated, assignment_changed, heartbeat } = workloadInsightsFrames;
  const server = await serveDocument(heartbeat);
  render(<Dashboard />);
  await shows('live');
  expect(await server.paths()).toEqual(['/api/events']);
  const items = () => screen.queryAllByRole('listitem').length;
  await server.send(activity_created);
  await waitFor(() => expect(items()).toBe(1));
  await server.send(activity_created, activity_created);
  await waitFor(() => expect(items()).toBe(3));
  await server.send(activity_updated, heartbeat, assignment_changed);
  const { assignedTo } = JSON.parse(assignment_changed.slice(6)).data;
  await waitFor(() => expect(screen.getAllByText(new RegExp(`${assignedTo}$`))).toHaveLength(3));
});

test("PulseStage's page follows its questions", async () => {
  const server = await serveDocument(pulsestageFrames.connected + pulsestageFrames.heartbeat);
  render(
    <SSEProvider tenantId="acme">
      <QuestionsPage />
    </SSEProvider>,
  );
  await shows('When? 1 OPEN');
  await waitFor(async () => expect(await server.paths()).toEqual(['/sse?tenantId=acme']));
  await server.send(pulsestageFrames['question:upvoted']);
  await shows('When? 15 OPEN');
  await server.send(pulsestageFrames['question:answered']);
  await shows('When? 15 ANSWERED');
  await server.send(pulsestageFrames['question:tagged']);
  await shows('When? 15 ANSWERED Product+Roadmap');
});

test("Reels' component shows its connection and its last event", async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  onTestFinished(() => log.mockRestore());
  const server = await serveDocument(reelsFrames.heartbeat);
  render(<MyComponent />);
  screen.getByText('Connection status: Disconnected');
  await shows('Connection status: Connected');
  expect(await server.paths()).toEqual(['/api/sse?userId=user123&events=notification%2Creel_upload_progress']);
  await server.send(reelsFrames.notification, reelsFrames.reel_upload_progress);
  await shows('Last event: reel_upload_progress');
  expect(log.mock.calls.map(([, event]) => event.event)).toEqual(['notification', 'reel_upload_progress']);
  expect(screen.queryByText(/Error/)).toBeNull();
});
