import { describe, expect, it } from 'vitest';
import { describeSummary, findContradictions, type DemoCounts } from './summary.ts';

const RIGHT: DemoCounts = {
  people: 205,
  rejected: 5,
  enrolled: 200,
  consents: 200,
  knownDuplicates: 12,
  knownDuplicatesFlagged: 9,
  flagged: 11,
  batches: 2,
  receipts: 2,
  accepted: 200,
  approved: 190,
  returned: 10,
  seenApproved: 190,
  seenReturned: 10,
  bytesSent: 400_000,
  rawHits: 0,
};

describe('the demonstration’s summary', () => {
  it('has no contradictions when the sums come out', () => {
    expect(findContradictions(RIGHT)).toEqual([]);
  });

  it.each<[keyof DemoCounts, number]>([
    ['people', 206],
    ['enrolled', 199],
    ['consents', 199],
    ['accepted', 199],
    ['receipts', 1],
    ['approved', 189],
    ['returned', 11],
    ['seenApproved', 0],
    ['seenReturned', 9],
    ['rawHits', 1],
    ['knownDuplicatesFlagged', 13],
  ])('notices a wrong %s', (name, value) => {
    expect(findContradictions({ ...RIGHT, [name]: value })).not.toEqual([]);
  });

  it('is not satisfied with nothing', () => {
    const nothing = Object.fromEntries(Object.keys(RIGHT).map((name) => [name, 0]));
    expect(findContradictions(nothing as unknown as DemoCounts)).toEqual(['nobody was enrolled']);
  });

  it('shows every phase with its seconds', () => {
    const table = describeSummary(RIGHT, new Map([['enrolment', 12.34]]));
    expect(table).toMatch(/Seconds: enrolment +12\.3$/mu);
    expect(table).toContain('9 of 12');
  });
});
