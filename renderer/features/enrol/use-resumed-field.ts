import { useEffect, useRef, type RefObject } from 'react';
import { useFeature } from '../../app/services.ts';
import type { ProgrammeView } from '../../vault/vault-api.ts';

/** Puts the focus back on the question at which the vault was locked, once, when the questions are there. */
export function useResumedField(
  questions: RefObject<HTMLElement | null>,
  programme: ProgrammeView | null,
): void {
  const fieldId = useFeature('router', (state) => state.route.fieldId);
  const isDone = useRef(false);
  useEffect(() => {
    if (fieldId === undefined || programme === null || isDone.current) return;
    const question = [...(questions.current?.children ?? [])].find(
      (element) => element.getAttribute('data-field') === fieldId,
    );
    // A group of choices is entered at the chosen one.
    const input =
      question?.querySelector<HTMLElement>('input:checked') ??
      question?.querySelector<HTMLElement>('input:not([type=file]), textarea, button');
    if (input === undefined || input === null) return;
    isDone.current = true;
    input.focus();
  }, [fieldId, programme, questions]);
}
