import { randomId } from '../../../shared/crypto/index.ts';
import { noticeLanguages } from '../../../shared/domain/consent-notice.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { withoutPhotoKeys, withPhotoKeys, type PhotoKeys } from '../attachments/photo-keys.ts';
import { recordIdsOf } from '../audit/pending-events.ts';
import { countDrafts } from '../database/counts.ts';
import type { DraftRow } from '../database/rows.ts';
import { writeSealed, type Sealer } from '../keys/write-sealed.ts';
import type { Draft, DraftSummary, VaultApi } from '../vault-api.ts';
import {
  requireActive,
  requireStore,
  type ActiveSession,
  type VaultContext,
} from '../vault-context.ts';
import {
  DraftShape,
  openDraftContent,
  sealDraftContent,
  type DraftContent,
} from './draft-content.ts';

type DraftCalls = Pick<
  VaultApi,
  'createDraft' | 'saveDraft' | 'loadDraft' | 'listDrafts' | 'discardDraft'
>;

/** Drafts: sealed at every save, so that nothing typed is lost, and shown to their own operator only. */
export function createDraftCalls(context: VaultContext): DraftCalls {
  return {
    async createDraft(noticeLanguage) {
      const session = requireActive(context, 'registrant.enrol');
      const { notice } = session.programme.pack;
      if (!noticeLanguages(notice).includes(noticeLanguage)) {
        throw new FieldsealError('consent.missing', { missing: 'language' });
      }
      const draft: Draft = {
        id: randomId(),
        step: 'consent',
        consent: { noticeLanguage, answers: {}, method: null, witness: '', signaturePath: '' },
        answers: {},
        updatedAt: context.deps.now().toISOString(),
        correction: null,
      };
      const content = { draft, noticeVersion: notice.version, original: null };
      await context.writes(() => addDraft(context, session, content));
      return draft;
    },

    async saveDraft(draft) {
      const session = requireActive(context, 'registrant.enrol');
      const shape = DraftShape.safeParse(draft);
      if (!shape.success) throw new FieldsealError('vault.internal', {}, shape.error);
      await context.writes(async () => {
        const held = await readDraft(context, session, draft.id);
        const content: DraftContent = {
          ...held,
          draft: {
            ...shape.data,
            // A screen sends back a photo of before without its key.
            answers: withPhotoKeys(keysOf(session, held.draft), shape.data.answers),
            correction: held.draft.correction,
            updatedAt: context.deps.now().toISOString(),
          },
          // The answers on the consent step are given to the notice that is shown now.
          noticeVersion:
            draft.step === 'consent' ? session.programme.pack.notice.version : held.noticeVersion,
        };
        const store = requireStore(context);
        const seal = () => draftRow(session, content);
        await writeSealed(store, sealerOf(session), [store.drafts], seal, async (row) => {
          // Sealed or discarded meanwhile: a late save must not bring the draft back.
          if ((await store.drafts.update(draft.id, row)) === 0) throw unknownDraft(draft.id);
        });
      });
    },

    async loadDraft(id) {
      const session = requireActive(context, 'registrant.enrol');
      const { draft } = await readDraft(context, session, id);
      session.audit.later({ kind: 'content.decrypted', reason: 'continue-draft', recordIds: [id] });
      return shownDraft(session, draft);
    },

    async listDrafts() {
      const session = requireActive(context, 'registrant.enrol');
      const { operatorId } = session.operator;
      const rows = await requireStore(context).drafts.where({ operatorId }).toArray();
      const summaries = await Promise.all(rows.map((row) => summarise(context, session, row)));
      if (rows.length > 0) {
        const ids = recordIdsOf(rows.map((row) => row.id));
        session.audit.later({ kind: 'content.decrypted', reason: 'view-list', ...ids });
      }
      return summaries.sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
    },

    async discardDraft(id) {
      const session = requireActive(context, 'registrant.enrol');
      const store = requireStore(context);
      const { operatorId } = session.operator;
      await context.writes(() =>
        session.audit.commit(
          { kind: 'draft.discarded', recordIds: [id] },
          [store.drafts],
          async () => {
            const row = await store.drafts.get(id);
            if (row?.operatorId !== operatorId) throw unknownDraft(id);
            await store.drafts.delete(id);
            await countDrafts(store, operatorId, -1);
            return true;
          },
        ),
      );
    },
  };
}

/** A draft as a screen gets it. */
export function shownDraft({ photoKeys }: ActiveSession, draft: Draft): Draft {
  return { ...draft, answers: withoutPhotoKeys(photoKeys, draft.answers) };
}

/** Of the photos that the draft holds as it was saved last, and of those that screens were given. */
function keysOf({ photoKeys }: ActiveSession, held: Draft): PhotoKeys {
  const keys: PhotoKeys = new Map(photoKeys);
  withoutPhotoKeys(keys, held.answers);
  return keys;
}

/** Adds a new draft; one that exists is left as it is. */
export async function addDraft(
  context: VaultContext,
  session: ActiveSession,
  content: DraftContent,
): Promise<void> {
  const store = requireStore(context);
  const seal = () => draftRow(session, content);
  await writeSealed(store, sealerOf(session), [store.drafts], seal, async (row) => {
    await store.drafts.add(row);
    await countDrafts(store, session.operator.operatorId, 1);
  });
}

/** A draft of this operator. @throws FieldsealError `vault.record-unknown`, `vault.record-damaged`. */
export async function readDraft(
  context: VaultContext,
  session: ActiveSession,
  id: string,
): Promise<DraftContent> {
  const { operatorId } = session.operator;
  const row = await requireStore(context).drafts.get(id);
  if (row?.operatorId !== operatorId) throw unknownDraft(id);
  return openDraftContent(session.rings, operatorId, id, row.sealed);
}

/** The row of a draft, sealed under this vault. */
export async function draftRow(session: ActiveSession, content: DraftContent): Promise<DraftRow> {
  const { operatorId } = session.operator;
  return {
    id: content.draft.id,
    operatorId,
    updatedAt: content.draft.updatedAt,
    sealed: await sealDraftContent(session.rings, operatorId, content),
  };
}

async function summarise(
  context: VaultContext,
  session: ActiveSession,
  row: DraftRow,
): Promise<DraftSummary> {
  const head = { id: row.id, updatedAt: row.updatedAt };
  try {
    const { draft } = await readDraft(context, session, row.id);
    return {
      ...head,
      step: draft.step,
      displayName: displayName(session, draft.answers),
      correction: draft.correction !== null,
    };
  } catch {
    // A damaged draft stays in the list: opening it says what is wrong with it.
    return { ...head, step: 'form', displayName: '', correction: false };
  }
}

/** The names as the form orders them, for lists. */
export function displayName(session: ActiveSession, answers: Draft['answers']): string {
  return session.programme.pack.form.fields
    .filter((field) => field.type === 'name')
    .map((field) => answers[field.id])
    .filter((answer) => typeof answer === 'string')
    .filter((answer) => answer.trim() !== '')
    .join(' ');
}

function sealerOf({ operator, rings }: ActiveSession): Sealer {
  return { operatorId: operator.operatorId, rings };
}

function unknownDraft(id: string): FieldsealError {
  return new FieldsealError('vault.record-unknown', { record: id });
}
