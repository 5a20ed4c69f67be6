import { useEffect, type ReactNode } from 'react';
import { useFeature } from '../../app/services.ts';
import { CheckStep } from './check-step.tsx';
import { DoneStep } from './done-step.tsx';
import { FileStep } from './file-step.tsx';
import { MatchStep } from './match-step.tsx';

/** People from a file, step by step: choose, match columns and consent, check, save. */
export function ImportScreen(): ReactNode {
  const step = useFeature('import', (state) => state.step);
  const load = useFeature('import', (state) => state.load);
  const summary = useFeature('import', (state) => state.summary);
  const plan = useFeature('import', (state) => state.plan);
  const report = useFeature('import', (state) => state.report);
  const programme = useFeature('session', (state) => state.programme);
  useEffect(() => void load(), [load]);
  if (programme === null) return null;
  const { form, notice } = programme;
  if (step === 'done' && report !== null) {
    return <DoneStep report={report} form={form} notice={notice} />;
  }
  if (step === 'check') return <CheckStep form={form} notice={notice} />;
  if (step === 'match' && summary !== null && plan !== null) {
    return <MatchStep programme={programme} summary={summary} plan={plan} />;
  }
  return <FileStep notice={notice} />;
}
