// The lab: studies and claims in workers of their own give the command line's numbers, stop when told, and outlive a worker.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { FIREFOX, Site, skipscape } from './harness.mjs';

/** @typedef {import('./harness.mjs').Visit} Visit */

/** Makes a lab of the test's own in the page, with what it says kept beside it. */
async function open() {
  const at = (/** @type {string} */ path) => new URL(path, location.href).href;
  const [{ Lab }, engine] = await Promise.all([import(at('lab.js')), import(at('pkg/trainer.js'))]);
  const makeLab = (/** @type {(sentence: string) => void} */ say) => new Lab(engine, say);
  Object.assign(globalThis, { makeLab, lab: makeLab(() => {}) });
}

/**
 * Every number as one of single precision: the command line prints those of them that are exactly so as short as they go.
 * @param {unknown} value
 */
const single = (value) =>
  JSON.parse(JSON.stringify(value, (_, one) => (typeof one === 'number' ? Math.fround(one) : one)));

for (const kind of /** @type {const} */ (['chromium', 'firefox'])) {
  describe(`the lab in ${kind}`, { skip: kind === 'firefox' && !FIREFOX && 'Firefox is not here' }, () => {
    /** @type {Site} */
    let site;
    /** @type {Visit} */
    let visit;
    before(async () => {
      site = await Site.open(kind);
      visit = await site.visit();
      await visit.go('depth=4&steps=20');
      await visit.any.evaluate(open);
    });
    after(async () => {
      await visit.leave();
      await site.close();
    });

    test('a study of its own networks: partial findings, then those of the command line', async () => {
      const scene = 'depth=4&steps=40';
      const { parts, found } = await visit.any.evaluate(async (/** @type {string} */ text) => {
        /** @type {number[]} */
        const shares = [];
        const result = await Reflect.get(globalThis, 'lab').study('depths', {
          scene: text,
          onPart: (/** @type {any} */ part, /** @type {any} */ so) => {
            JSON.parse(part.json());
            part.free();
            shares.push(so.done);
          },
        });
        return { parts: shares, found: JSON.parse(result.json()) };
      }, scene);
      const native = skipscape('study', 'depths', scene, '--json');
      assert.deepEqual(single([found.a, found.b]), single([native.a.headline, native.b.headline]));
      assert.ok(
        parts.every((/** @type {number} */ share, /** @type {number} */ k) => share > (parts[k - 1] ?? 0) && share < 1),
        `shares do not rise: ${parts}`,
      );
    });

    test('a study of networks that nobody trained trains them, to the command line’s numbers', async () => {
      const scene = 'depth=4&steps=30';
      const found = await visit.any.evaluate(async (/** @type {string} */ text) => {
        const result = await Reflect.get(globalThis, 'lab').study('gradients', { scene: text });
        return JSON.parse(result.json());
      }, scene);
      const native = skipscape('study', 'gradients', scene, '--json');
      assert.deepEqual(single([found.a, found.b]), single([native.a.headline, native.b.headline]));
    });

    test('a study that is stopped rejects at once, keeps what was done, and goes on from there', async () => {
      const [name, first, next] = await visit.any.evaluate(async () => {
        const lab = Reflect.get(globalThis, 'lab');
        const scene = 'depth=56&steps=1200';
        const stop = new AbortController();
        let share = 0;
        const onPart = (/** @type {any} */ part, /** @type {any} */ so) => {
          part.free();
          share = so.done;
          stop.abort();
        };
        const name = await lab
          .study('depths', { scene, signal: stop.signal, onPart })
          .catch((/** @type {Error} */ e) => e.name);
        let later = 0;
        const again = new AbortController();
        await lab
          .study('depths', {
            scene,
            signal: again.signal,
            onPart: (/** @type {any} */ part, /** @type {any} */ so) => {
              part.free();
              later = so.done;
              again.abort();
            },
          })
          .catch(() => {});
        return [name, share, later];
      });
      assert.equal(name, 'AbortError');
      assert.ok(first > 0 && next > first, `it began anew: ${first}, then ${next}`);
    });

    for (const plane of ['random', 'trajectory', 'hessian']) {
      test(`a slice along plane=${plane}, its points cut among several workers: the command line’s numbers`, async () => {
        const scene = `depth=4&steps=30&grid=9&plane=${plane}`;
        const { facts, points, stopped } = await visit.any.evaluate(
          async (/** @type {[string, string]} */ [text, along]) => {
            const lab = Reflect.get(globalThis, 'makeLab')(() => {});
            Object.defineProperty(lab, 'size', { value: 3 });
            const { Net } = await import(new URL('pkg/trainer.js', location.href).href);
            const record = (/** @type {string} */ side) => {
              const net = new Net(text, side);
              while (net.advance());
              return new Blob([net.record()]);
            };
            const what = {
              scene: text,
              records: { a: record('a'), b: record('b') },
              square: { plane: along, span: 1, grid: 9 },
            };
            // One that is stopped takes nothing from the next.
            const stop = new AbortController();
            const first = lab
              .slice({ ...what, signal: stop.signal, onPart: () => stop.abort() })
              .catch((/** @type {Error} */ e) => e.name);
            /** @type {Record<string, Set<number>>} */
            const seen = { a: new Set(), b: new Set() };
            const facts = await lab.slice({
              ...what,
              signal: new AbortController().signal,
              onPart: (/** @type {import('../../www/slice.js').Part} */ { side, from, losses }) => {
                for (const k of losses.keys()) seen[side]?.add(from + k);
              },
            });
            const stopped = await first;
            lab.dispose();
            return { facts, points: [seen.a?.size, seen.b?.size], stopped };
          },
          [scene, plane],
        );
        const native = skipscape('study', 'surface', scene, '--json');
        assert.deepEqual(
          single([facts.a.roughness, facts.b.roughness]),
          single([native.a.headline, native.b.headline]),
        );
        const [centre] = native.facts.filter((/** @type {{ name: string }} */ { name }) => /in the middle/.test(name));
        assert.deepEqual(single([facts.a.centre, facts.b.centre]), single([centre.a, centre.b]));
        assert.deepEqual(points, [81, 81], 'each point is told once');
        assert.equal(stopped, 'AbortError');
      });
    }

    test('a worker that dies is a sentence, and its task is done by another', async () => {
      const { said, seeded } = await visit.any.evaluate(async () => {
        const Real = globalThis.Worker;
        let first = true;
        globalThis.Worker = class extends Real {
          /** @param {any} message */
          postMessage(message) {
            if (first && message.op === 'claim') {
              first = false;
              setTimeout(() => this.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' })));
            } else super.postMessage(message);
          }
        };
        try {
          /** @type {string[]} */
          const said = [];
          const lab = Reflect.get(globalThis, 'makeLab')((/** @type {string} */ one) => said.push(one));
          const seeded = await lab.seed('C1c', 3);
          lab.dispose();
          return { said, seeded };
        } finally {
          globalThis.Worker = Real;
        }
      });
      assert.deepEqual(said, ['A worker that measures stopped: out of memory. Another one does its task again.']);
      const [native] = skipscape('claims', '--only', 'C1c', '--seeds', '3..3', '--json').claims;
      assert.deepEqual(single(seeded), single(native.runs[0]));
    });

    for (const id of ['C1c', 'C2a', 'C2c']) {
      test(`claim ${id}: the same numbers as the command line for the same seeds`, async () => {
        const verdict = await visit.any.evaluate(
          (/** @type {string} */ one) => Reflect.get(globalThis, 'lab').claim(one, [1, 2]),
          id,
        );
        const [native] = skipscape('claims', '--only', id, '--seeds', '2', '--json').claims;
        assert.deepEqual(single({ ...verdict, seconds: 0 }), single({ ...native, seconds: 0 }));
        assert.ok(verdict.seconds > 0);
      });
    }
  });
}
