/** A mistake as a change to one file of the vault. */
export interface PlantedSyncFault {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export const SYNC_FAULTS: readonly PlantedSyncFault[] = [
  {
    // Whatever answers is believed: what was sent is taken for received.
    name: 'any-answer-is-a-receipt',
    file: '/renderer/vault/sync/apply-receipt.ts',
    from: `const receipt = await readReceipt(bytes, target.serverKey);
  const { records, attachments } = await checkIsOurs(target, batch, receipt);`,
    to: `const { manifest } = await readBatch(batch.bytes ?? bytes, () => target.deviceKey.publicKey);
  const items = manifest.items.map((entry) => ({ ...entry, verdict: 'accepted' as const }));
  const receipt = { serverTime: new Date().toISOString(), items };
  const records = items.filter(({ kind }) => kind === 'registrant');
  const attachments = items.filter(({ kind }) => kind === 'attachment');`,
  },
  {
    // A line that breaks is taken for the server's word on the records.
    name: 'offline-is-refused',
    file: '/renderer/vault/sync/overcome-refusal.ts',
    from: '    default:\n      throw refusal;',
    to: `    default:
      await resumeAt(context, batch, batch, refusal.code);
      return items;`,
  },
];
