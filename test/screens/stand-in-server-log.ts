/** The stand-in's part of the server's log, for its card in Settings. */
import type { ServerLogApi, ServerLogPart } from '../../renderer/vault/server-log-api.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { StandInOptions } from './stand-in-options.ts';

const TOTAL = 182_904;
const PART: ServerLogPart = {
  bytes: new Uint8Array(10),
  done: 61_000,
  total: TOTAL,
  isLast: false,
  problems: [],
};

/** What a laptop keeps, and a log that is whole, broken, or never ends. */
export function standInServerLog({
  serverLog,
  isFailing,
}: Pick<StandInOptions, 'serverLog' | 'isFailing'>): ServerLogApi {
  const isBroken = serverLog === 'conflict';
  return {
    serverLog: () =>
      isFailing
        ? Promise.reject(new FieldsealError('vault.storage-full'))
        : Promise.resolve({
            kept: serverLog === 'none' ? 0 : 23,
            newest: serverLog === 'none' ? null : place(TOTAL, 27),
            conflicts: isBroken
              ? [
                  { kind: 'rewound', known: place(182_700, 24), found: place(181_050, 25) },
                  { kind: 'forked', known: place(182_700, 24), found: place(182_700, 26) },
                ]
              : [],
          }),
    exportCheckpoints: () => Promise.resolve(new Uint8Array(10)),
    beginServerLog: () => Promise.resolve(PART),
    nextServerLogPart: () =>
      serverLog === 'long'
        ? new Promise(() => undefined)
        : Promise.resolve({
            ...PART,
            done: TOTAL,
            isLast: true,
            problems: isBroken
              ? [
                  { problem: 'fork', sequence: 182_700 },
                  { problem: 'truncated', sequence: TOTAL + 1 },
                ]
              : [],
          }),
  };
}

function place(sequence: number, day: number) {
  return { sequence, time: `2026-11-${String(day)}T09:20:00.000Z` };
}
