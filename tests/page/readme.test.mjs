// Every command in the README is run, and what it shows there is what comes out. `RECORD=1 ./build.sh page readme`
// writes what comes out now into it.

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { ROOT } from './harness.mjs';
import { commands, record } from './readme.mjs';

const run = promisify(execFile);

/** Seconds differ from run to run; everything else must not. */
const timeless = (/** @type {string} */ text) => text.replace(/\d+(?:\.\d+)? ?(?:s|ms|seconds)\b/g, '… s').trimEnd();

const steps = execFileSync(join(ROOT, 'build.sh'), ['help'], { encoding: 'utf8' });

test('the README shows commands', () => assert.ok(commands().length >= 5));

for (const { command, shown } of commands()) {
  test(`$ ${command}`, async () => {
    const [, step] = command.match(/^\.\/build\.sh (\w+)/) ?? [];
    if (step) {
      // Run by whoever runs this test; here it has to exist.
      assert.match(steps, new RegExp(`^  ${step}\\s`, 'm'));
      return;
    }
    const here = mkdtempSync(join(tmpdir(), 'skipscape-'));
    try {
      const path = [join(ROOT, 'target/release'), process.env.PATH].join(delimiter);
      const { stdout } = await run('bash', ['-c', command], { cwd: here, env: { ...process.env, PATH: path } });
      if (shown && process.env.RECORD) record(shown, stdout.trimEnd());
      else if (shown) assert.equal(timeless(stdout), timeless(shown));
    } finally {
      rmSync(here, { recursive: true });
    }
  });
}
