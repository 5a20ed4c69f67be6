import { expect, test } from 'vitest';
import { parseOptions } from './options.ts';
import { readRegressions } from './regressions.ts';
import { drawScenario, SCENARIOS } from './scenarios/all-scenarios.ts';
import { randomFor } from './random-for.ts';

test('options are read, and unknown ones refused', () => {
  const asked = ['--runs', '200', '--seed', '7', '--backend', 'sqlite', '--keep'];
  expect(parseOptions(asked)).toEqual({
    runs: 200,
    seed: 7,
    backend: 'sqlite',
    scenario: undefined,
    isKept: true,
    plantedFault: undefined,
  });
  expect(parseOptions([])).toMatchObject({ backend: 'leveldb', isKept: false });
  for (const bad of [
    ['sync'],
    ['--runs', '0'],
    ['--seed', 'x'],
    ['--backend', 'files'],
    ['--scenario', 'nap'],
    ['--unknown'],
  ]) {
    expect(() => parseOptions(bad)).toThrow(Error);
  }
});

test('a seed always draws the same scenario, and all are drawn', () => {
  const drawn = Array.from({ length: 200 }, (_unused, seed) => drawNamed(seed));
  expect(Array.from({ length: 200 }, (_unused, seed) => drawNamed(seed))).toEqual(drawn);
  expect(new Set(drawn)).toEqual(new Set(SCENARIOS.map(({ name }) => name)));
});

test('kept seeds name scenarios that exist', () => {
  const names = SCENARIOS.map(({ name }) => name);
  for (const { scenario } of readRegressions().vault) expect(names).toContain(scenario);
});

function drawNamed(seed: number): string {
  return drawScenario(randomFor(seed, 'scenario')).name;
}
