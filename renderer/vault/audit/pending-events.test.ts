import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MOST_RECORD_IDS, type AuditEntry } from '../../../shared/audit/audit-event.ts';
import { addPending, recordIdsOf } from './pending-events.ts';

const AT = '2026-11-24T08:00:00.000Z';
const list = (...recordIds: readonly string[]): AuditEntry => ({
  kind: 'content.decrypted',
  reason: 'view-list',
  recordIds,
  at: AT,
});

describe('events that wait', () => {
  test('of one kind and reason become one, with each record once', () => {
    const search: AuditEntry = { ...list('a'), kind: 'records.searched' };
    const pending = [list('a', 'b'), search, list('b', 'c')].reduce(addPending, []);
    expect(pending).toEqual([{ ...list('a', 'b', 'c'), count: 3 }, search]);
  });

  test('with a note, or without records, stay events of their own', () => {
    const noted: AuditEntry = { ...list('a'), note: 'asked by the office' };
    const unlocked: AuditEntry = { kind: 'vault.unlocked', at: AT };
    const given = [noted, noted, unlocked, unlocked];
    expect(given.reduce(addPending, [])).toEqual(given);
  });

  test('lose no record that fits, and never grow past what one event may name', () => {
    const calls = fc.array(fc.array(fc.integer({ max: 400, min: 0 }).map(String)), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(calls, (given) => {
        const pending = given.map((ids) => list(...new Set(ids))).reduce(addPending, []);
        const named = new Set(pending.flatMap((entry) => entry.recordIds ?? []));
        expect(named).toEqual(new Set(given.flat()));
        for (const { recordIds } of pending) {
          expect(recordIds?.length).toBeLessThanOrEqual(MOST_RECORD_IDS);
        }
      }),
    );
  });

  test('of a laptop whose disk stays full take no more than their room, and those that had none are counted', () => {
    const unlocked = Array.from({ length: 500 }, (_, index): AuditEntry => ({
      kind: 'vault.unlocked',
      subject: String(index),
      at: AT,
    }));
    for (const given of [unlocked.slice(0, 200), unlocked.slice(0, 201), unlocked]) {
      const pending = given.reduce(addPending, []);
      expect(pending).toHaveLength(200);
      const lost = given.length - 199;
      const counted =
        given.length === 200 ? [] : [{ kind: 'audit.events-lost', count: lost, at: AT }];
      expect(pending).toEqual([...counted, ...given.slice(counted.length === 0 ? 0 : lost)]);
    }
  });
});

test('more records than one event names are counted', () => {
  const ids = Array.from({ length: 250 }, (_, index) => String(index));
  const event = recordIdsOf(ids);
  expect(event.count).toBe(250);
  expect(event.recordIds).toHaveLength(MOST_RECORD_IDS);
});
