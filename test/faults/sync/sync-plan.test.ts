import { expect, test } from 'vitest';
import { randomFor } from '../random-for.ts';
import { parseSyncOptions } from './sync-options.ts';
import { ACCIDENTS, CLIENTS, drawPlan } from './sync-plan.ts';
import { drawFault, WIRE_FAULTS } from './wire-faults.ts';

const SEEDS = Array.from({ length: 400 }, (_unused, seed) => seed);

test('a seed always draws the same plan, and everything is drawn', () => {
  const plans = SEEDS.map((seed) => drawPlan(seed));
  expect(SEEDS.map((seed) => drawPlan(seed))).toEqual(plans);
  const accidents = plans.flatMap((plan) => plan.accidents.map(({ type }) => type));
  expect(new Set(accidents)).toEqual(new Set(ACCIDENTS));
  expect(new Set(plans.map(({ client }) => client))).toEqual(new Set(CLIENTS));
  expect(new Set(plans.flatMap(({ wireFaults }) => wireFaults))).toEqual(new Set(WIRE_FAULTS));
  expect(plans.some(({ accidents: all }) => all.some(({ days }) => days < -365))).toBe(true);
});

test('a browser’s clock is left alone', () => {
  const plans = SEEDS.map((seed) => drawPlan(seed, 'chromium'));
  const types = plans.flatMap((plan) => plan.accidents.map(({ type }) => type));
  expect(types).not.toContain('laptop-clock');
});

test('the line follows its rate', () => {
  const random = randomFor(1, 'wire');
  const drawn = SEEDS.map(() => drawFault(random, WIRE_FAULTS, 0.25).type);
  const faulty = drawn.filter((type) => type !== 'none').length;
  expect(faulty).toBeGreaterThan(SEEDS.length * 0.15);
  expect(faulty).toBeLessThan(SEEDS.length * 0.35);
  expect(drawFault(random, [], 1)).toEqual({ type: 'none' });
});

test('options are read, and unknown ones refused', () => {
  const asked = ['--runs', '5', '--seed', '7', '--client', 'chromium', '--keep'];
  expect(parseSyncOptions(asked)).toEqual({
    runs: 5,
    seed: 7,
    client: 'chromium',
    isKept: true,
    plantedFault: undefined,
  });
  expect(parseSyncOptions(['--plant', 'offline-is-refused'])).toMatchObject({ client: 'node' });
  for (const bad of [['vault'], ['--runs', '0'], ['--client', 'curl'], ['--plant', 'luck']]) {
    expect(() => parseSyncOptions(bad)).toThrow(Error);
  }
});
