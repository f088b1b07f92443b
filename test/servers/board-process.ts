import { startBoard } from './board.ts';

// The board in a process of its own, so that a test can kill it: board-process.ts <file of the table>

const { origin } = await startBoard({ file: process.argv[2] });
process.send?.(origin);
// Nothing is left behind when the test itself is killed.
process.on('disconnect', () => process.exit());
