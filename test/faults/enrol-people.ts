import type { Page } from 'playwright-core';
import type { FaultWindow } from './page-vault.ts';
import type { Person } from './people.ts';

export interface EnrolOrder {
  readonly people: readonly Person[];
  /** Numbers of the people whose draft is thrown away in the end. */
  readonly discarded: readonly number[];
  /** Numbers of the people whose draft stays as it is. */
  readonly left: readonly number[];
}

/**
 * Enrols people one after the other by the vault's calls, saving each draft stage by stage. Every call that came back is
 * reported, and the next begins once the report has arrived: at the kill one call at most is under way unreported.
 */
export async function enrolPeople(page: Page, order: EnrolOrder): Promise<void> {
  await page.evaluate(async ({ people, discarded, left }) => {
    const { fieldsealDemoVault: vault, fieldsealReport } = window as unknown as FaultWindow;
    const consent = {
      noticeLanguage: 'en',
      answers: { registration: 'given', contact: 'given', 'identity-photo': 'refused' },
      method: 'electronic',
      witness: '',
      signaturePath: '',
    } as const;
    for (const [number, person] of people.entries()) {
      const draft = await vault.createDraft('en');
      await fieldsealReport({ type: 'created', draftId: draft.id, person: number });
      for (const [index, answers] of person.stages.entries()) {
        await vault.saveDraft({ ...draft, step: 'form', consent, answers });
        const stage = index + 1;
        await fieldsealReport({ type: 'saved', draftId: draft.id, person: number, stage });
      }
      if (left.includes(number)) continue;
      if (discarded.includes(number)) {
        await vault.discardDraft(draft.id);
        await fieldsealReport({ type: 'discarded', draftId: draft.id });
        continue;
      }
      const { recordId, registrationNumber } = await vault.sealDraft(draft.id);
      await fieldsealReport({ type: 'sealed', recordId, registrationNumber, person: number });
    }
  }, order);
}
