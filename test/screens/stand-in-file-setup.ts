/** Provisioning by files for the screens: invented people, nothing sealed. */
import type { FileRequestApi } from '../../renderer/vault/file-request-api.ts';
import type { FileToSave } from '../../renderer/vault/recovery-api.ts';
import type { VaultApi } from '../../renderer/vault/vault-api.ts';
import { undated } from '../../shared/domain/assignment.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { SAMPLE_PROGRAMME } from './sample-programme.ts';

const WORDS = ['harbour', 'pencil', 'amber', 'cotton', 'river', 'eagle'];
const ASSIGNMENTS = [undated('enumerator', ['v1', 'v2'])];

type FileSetupCalls = FileRequestApi &
  Pick<
    VaultApi,
    'beginFileSetup' | 'requestWay' | 'requestFile' | 'openGrantFile' | 'giveUpRequest'
  >;

/** What a file holds, for the stand-in, is its text: `damaged`, `granted`, `nobody`, or anything else. */
export function standInFileSetup(): FileSetupCalls {
  let isByFile = false;
  const file = (name: string): Promise<FileToSave> =>
    Promise.resolve({ name, bytes: new Uint8Array(8) });
  const refuseDamaged = (text: string): void => {
    if (text === 'damaged') throw new FieldsealError('provisioning.file-damaged');
  };
  return {
    beginFileSetup: (name) => {
      isByFile = true;
      return Promise.resolve({
        operatorId: 'op-1',
        name,
        role: '',
        tiers: ['passphrase-only'],
        passphraseMinLength: 16,
      });
    },
    requestWay: () => Promise.resolve(isByFile ? 'file' : 'network'),
    requestFile: () => file('fieldseal-harbour-pencil.fsrequest'),
    giveUpRequest: () => Promise.resolve(),
    openGrantFile: async (bytes) => {
      refuseDamaged(new TextDecoder().decode(bytes));
      return Promise.resolve({
        state: 'ready',
        programmeWords: SAMPLE_PROGRAMME.words,
        alreadyTrusted: false,
      });
    },
    openRequestFile: async (bytes) => {
      const text = new TextDecoder().decode(bytes);
      refuseDamaged(text);
      return Promise.resolve({
        requestHash: 'ff',
        words: WORDS,
        madeAt: '2026-11-20T08:30:00.000Z',
        grantedTo: text === 'granted' ? 'Amina Deng' : null,
        people: text === 'nobody' ? [] : ['Amina Deng', 'مريم حسن'].map(person),
      });
    },
    approveRequestFile: () => file('fieldseal-harbour-pencil.fsgrant'),
    rejectRequestFile: () => Promise.resolve(),
    grantFile: () => file('fieldseal-harbour-pencil.fsgrant'),
  };
}

function person(operatorName: string, index: number) {
  return {
    operatorId: `listed-${String(index)}`,
    operatorName,
    role: 'enumerator',
    areaIds: ['v1', 'v2'],
    assignments: ASSIGNMENTS,
  };
}
