import { undated } from '../../shared/domain/assignment.ts';
import { ProgrammeDraft } from '../../shared/domain/programme.ts';
import { DEMO_AREAS } from './demo-areas.ts';
import { DEMO_FORM } from './demo-form.ts';
import { DEMO_NOTICE } from './demo-notice.ts';
import type { Seed } from './seed-programme.ts';

/** The demonstration: a cash programme in a region that does not exist, and one person for each role. */
export const DEMO_SEED: Seed = {
  draft: ProgrammeDraft.parse({
    id: 'shock-responsive-cash',
    version: 1,
    name: { en: 'Shock-responsive cash support', ar: 'الدعم النقدي المستجيب للصدمات' },
    areas: DEMO_AREAS,
    notice: DEMO_NOTICE,
    form: DEMO_FORM,
    policy: {
      allowedTiers: ['bound', 'native-bound', 'gated', 'passphrase-only'],
      idleLockSeconds: 600,
      idleWarningSeconds: 60,
      leaseDays: 60,
      batchMaxItems: 100,
      passphraseMinLength: 12,
    },
  }),
  people: [
    {
      operatorId: 'op-administrator-1',
      name: 'Salma Darwish',
      assignments: [undated('administrator', ['highlands'])],
    },
    {
      operatorId: 'op-enumerator-1',
      name: 'Yusuf Karam',
      assignments: [undated('enumerator', ['nahr'])],
    },
    {
      operatorId: 'op-supervisor-1',
      name: 'Hanan Idris',
      assignments: [undated('supervisor', ['highlands'])],
    },
  ],
};
