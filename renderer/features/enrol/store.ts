import { createStore, type StoreApi } from 'zustand';
import { answersAllow } from '../../../shared/domain/consent.ts';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { Answer } from '../../../shared/forms/form-definition.ts';
import {
  pruneAnswers,
  validateAnswers,
  type FieldProblem,
} from '../../../shared/forms/form-engine.ts';
import { createEpoch } from '../../app/epoch.ts';
import { asFailure } from '../../app/failure.ts';
import type {
  Draft,
  DuplicateHit,
  EnrolmentStep,
  ProgrammeView,
  SavedRecord,
  VaultApi,
} from '../../vault/vault-api.ts';
import { createAutosave, type SaveState } from './autosave.ts';
import { consentProblem, givenPurposes, type ConsentProblem } from './consent-model.ts';
import { isoDay } from './birth-date-model.ts';

const AUTOSAVE_DELAY_MS = 250;

export interface EnrolState {
  readonly draft: Draft | null;
  readonly saveState: SaveState;
  readonly failure: FieldsealError | null;
  readonly problems: ReadonlyMap<string, FieldProblem>;
  readonly consentProblem: ConsentProblem | null;
  /** Set when the check found somebody alike; the screen asks before it goes on. */
  readonly duplicates: readonly DuplicateHit[] | null;
  readonly saved: SavedRecord | null;
  readonly isBusy: boolean;
  /** The question that has, or had last, the focus. */
  readonly fieldId: string | null;
  readonly begin: (noticeLanguage: string) => Promise<void>;
  readonly open: (draftId: string) => Promise<void>;
  readonly correct: (recordId: string) => Promise<void>;
  readonly setConsent: (change: Partial<Draft['consent']>) => void;
  readonly noteField: (fieldId: string) => void;
  readonly setAnswer: (fieldId: string, answer: Answer | undefined) => void;
  /** Saves at once what was typed; for leaving a field, a step, the page. */
  readonly flush: () => Promise<void>;
  readonly finishConsent: (programme: ProgrammeView) => Promise<void>;
  /** Validates, looks for duplicates, and goes to the check page when there are none. */
  readonly finishForm: (programme: ProgrammeView) => Promise<void>;
  readonly closeDuplicates: () => void;
  /** Goes on although somebody alike is registered. */
  readonly saveAnyway: () => Promise<void>;
  readonly goTo: (step: EnrolmentStep) => Promise<void>;
  readonly seal: () => Promise<void>;
  readonly discard: () => Promise<void>;
  readonly clear: () => void;
}

const EMPTY = {
  draft: null,
  saveState: 'saved',
  failure: null,
  problems: new Map<string, FieldProblem>(),
  consentProblem: null,
  duplicates: null,
  saved: null,
  isBusy: false,
  fieldId: null,
} as const;

/** One enrolment at a time; everything typed goes to the vault's draft at each answer. */
export function createEnrolStore(vault: VaultApi): StoreApi<EnrolState> {
  const epoch = createEpoch();
  return createStore<EnrolState>()((set, get) => {
    let saveFailure: FieldsealError | null = null;
    const autosave = createAutosave<Draft>(
      (draft) => vault.saveDraft(draft),
      (saveState, error) => {
        if (get().draft === null) return;
        if (error !== null) saveFailure = asFailure(error);
        const isMended = saveState === 'saved' && get().failure === saveFailure;
        if (error !== null) set({ saveState, failure: saveFailure });
        else set(isMended ? { saveState, failure: null } : { saveState });
      },
      AUTOSAVE_DELAY_MS,
    );
    const change = (next: (draft: Draft) => Draft): void => {
      const { draft } = get();
      if (draft === null) return;
      const changed = { ...next(draft), updatedAt: new Date().toISOString() };
      set({ draft: changed });
      autosave.schedule(changed);
    };
    type Put = (partial: Partial<EnrolState>) => void;
    const attempt = async (work: (put: Put) => Promise<void>): Promise<void> => {
      if (get().isBusy) return;
      const put = epoch.guard<EnrolState>(set);
      put({ isBusy: true, failure: null });
      try {
        await work(put);
      } catch (error) {
        put({ failure: asFailure(error) });
      } finally {
        put({ isBusy: false });
      }
    };
    const load = (fetchDraft: () => Promise<Draft>): Promise<void> =>
      attempt(async (put) => {
        await autosave.flush();
        put({ ...EMPTY, isBusy: true, draft: await fetchDraft() });
      });
    const goTo = async (step: EnrolmentStep): Promise<void> => {
      change((draft) => ({ ...draft, step }));
      await autosave.flush();
    };
    return {
      ...EMPTY,
      begin: (language) => load(() => vault.createDraft(language)),
      open: (draftId) => load(() => vault.loadDraft(draftId)),
      correct: (recordId) => load(() => vault.correctRecord(recordId)),
      setConsent: (consent) => {
        set({ consentProblem: null });
        change((draft) => ({ ...draft, consent: { ...draft.consent, ...consent } }));
      },
      noteField: (fieldId) => set({ fieldId }),
      setAnswer: (fieldId, answer) => {
        const problems = new Map(get().problems);
        problems.delete(fieldId);
        set({ problems });
        change((draft) => ({ ...draft, answers: withAnswer(draft.answers, fieldId, answer) }));
      },
      flush: () => autosave.flush(),
      finishConsent: async ({ notice }) => {
        const { draft } = get();
        if (draft === null) return;
        const problem = consentProblem(notice, draft.consent);
        set({ consentProblem: problem });
        if (problem === null && answersAllow(notice, draft.consent.answers)) await goTo('form');
      },
      finishForm: (programme) =>
        attempt(async (put) => {
          const { draft } = get();
          if (draft === null) return;
          const purposes = givenPurposes(draft.consent);
          const answers = pruneAnswers(programme.form, draft.answers, purposes);
          const problems = validateAnswers(programme.form, answers, {
            today: isoDay(new Date()),
            areaIds: programme.enrolmentAreaIds,
            givenPurposes: purposes,
          });
          put({ problems });
          if (problems.size > 0) return;
          change((current) => ({ ...current, answers }));
          await autosave.flush();
          const duplicates = await vault.findDuplicates(draft.id, answers);
          if (duplicates.length > 0) put({ duplicates });
          else await goTo('check');
        }),
      closeDuplicates: () => set({ duplicates: null }),
      saveAnyway: async () => {
        set({ duplicates: null });
        await goTo('check');
      },
      goTo,
      seal: () =>
        attempt(async (put) => {
          const { draft } = get();
          if (draft === null) return;
          await autosave.flush();
          if (get().saveState === 'failed') return;
          const saved = await vault.sealDraft(draft.id);
          put({ draft: null, saved });
        }),
      discard: () =>
        attempt(async () => {
          const { draft } = get();
          if (draft === null) return;
          await autosave.cancel();
          await vault.discardDraft(draft.id);
          set({ ...EMPTY, isBusy: true });
        }),
      clear: () => {
        epoch.end();
        void autosave.cancel();
        set(EMPTY);
      },
    };
  });
}

function withAnswer(
  answers: Draft['answers'],
  fieldId: string,
  answer: Answer | undefined,
): Draft['answers'] {
  const rest = Object.fromEntries(Object.entries(answers).filter(([id]) => id !== fieldId));
  return answer === undefined || answer === '' ? rest : { ...rest, [fieldId]: answer };
}
