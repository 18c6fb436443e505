// What README.md promises, as lists: its example scenes and its commands.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './harness.mjs';

const FILE = join(ROOT, 'README.md');
const TEXT = readFileSync(FILE, 'utf8');

/** The scenes of the table between `<!-- scenes -->` and `<!-- end -->`: the first cell of a row, in backticks. */
export function scenes() {
  const table = TEXT.split('<!-- scenes -->')[1]?.split('<!-- end -->')[0] ?? '';
  return [...table.matchAll(/^\| `([^`]*)`/gm)].map(([, scene = '']) => scene.trim());
}

/**
 * The commands of the fenced `console` blocks, each with what the block shows below it.
 *
 * @returns {{command: string, shown: string}[]}
 */
export function commands() {
  const found = [];
  for (const [, block = ''] of TEXT.matchAll(/^```console\n([\s\S]*?)^```/gm)) {
    for (const part of block.split(/^\$ /m).slice(1)) {
      const [command = '', ...shown] = part.split('\n');
      found.push({ command: command.replace(/\s+#.*$/, ''), shown: shown.join('\n').trimEnd() });
    }
  }
  return found;
}

/**
 * Puts what a command prints now into the README.
 *
 * @param {string} shown
 * @param {string} now
 */
export function record(shown, now) {
  writeFileSync(
    FILE,
    readFileSync(FILE, 'utf8').replace(shown, () => now),
  );
}
