import { remedyOf } from '../../../shared/sync/refusal-remedy.ts';
import { useFeature, useServices } from '../../app/services.ts';
import type { RecordSummary } from '../../vault/vault-api.ts';

/** Opens a refused record as a draft, at the question that is at fault; what can't be opened is said where one is. */
export function useMend(): (record: RecordSummary) => Promise<void> {
  const { stores } = useServices();
  const programme = useFeature('session', (state) => state.programme);
  const fields = programme?.form.fields ?? [];
  return async ({ recordId, refusal }) => {
    stores.refused.getState().fail(null);
    await stores.enrol.getState().correct(recordId);
    const { draft, failure } = stores.enrol.getState();
    if (failure !== null) stores.refused.getState().fail(failure);
    if (draft?.id !== recordId) return;
    const remedy = remedyOf(refusal);
    const type = remedy === 'area' ? 'area' : remedy === 'size' ? 'photo' : null;
    const fieldId = fields.find((field) => field.type === type)?.id;
    stores.router.getState().go({ screen: 'enrol', draftId: recordId, fieldId });
  };
}
