import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { attackColumns, chanceLevel } from './frequency-attack.ts';
import { NAME_COUNTS } from './page/name-table.ts';
import { samplePeople } from './page/sample-people.ts';

const people = samplePeople(7, 20_000);
const names = people.map((person) => person.familyName);

function attack(columnOf: (name: string, at: number) => string) {
  const records = names.map((name, at) => ({ column: columnOf(name, at) }));
  const [outcome] = attackColumns(records, names, NAME_COUNTS);
  if (outcome === undefined) throw new Error('nothing attacked');
  return outcome;
}

describe('the frequency attack', () => {
  it('opens deterministic tokens of names, however strong their key', () => {
    const token = (name: string): string =>
      createHmac('sha256', 'unknown to the thief').update(name).digest('base64url');
    const { byRank, byKnownHalf } = attack(token);
    expect(byRank).toBeGreaterThan(2 * chanceLevel(names));
    expect(byKnownHalf).toBeGreaterThan(0.9);
  });

  it('gains by the lengths of names', () => {
    expect(attack((name) => String(name.length)).byKnownHalf).toBeGreaterThan(
      2 * chanceLevel(names),
    );
  });

  it('gains nothing by values that have nothing to do with the name', () => {
    for (const columnOf of [
      (_name: string, at: number) => String(at),
      (_name: string, at: number) => String((at * 2_654_435_761) % 7),
      () => 'same',
    ]) {
      const { byRank, byKnownHalf } = attack(columnOf);
      expect(byRank).toBeLessThan(1.3 * chanceLevel(names));
      expect(byKnownHalf).toBeLessThan(1.3 * chanceLevel(names));
    }
  });
});
