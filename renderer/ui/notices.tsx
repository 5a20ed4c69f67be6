import { CircleCheck, X } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { Text, useText } from '../app/i18n/text.tsx';
import type { Notice } from '../app/notice-store.ts';
import { useFeature } from '../app/services.ts';

const VISIBLE_MS = 6_000;

/** Region of short confirmations, read out politely. */
export function Notices(): ReactNode {
  const notices = useFeature('notices', (state) => state.notices);
  return (
    <div className="notices" role="status">
      {notices.map((notice) => (
        <NoticeItem key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function NoticeItem({ notice }: { readonly notice: Notice }): ReactNode {
  const dismiss = useFeature('notices', (state) => state.dismiss);
  const text = useText();
  useEffect(() => {
    const timer = setTimeout(() => dismiss(notice.id), VISIBLE_MS);
    return () => clearTimeout(timer);
  }, [notice.id, dismiss]);
  return (
    <div className="notice">
      <CircleCheck size={20} aria-hidden />
      <span>
        <Text id={notice.messageId} />
      </span>
      <Button
        className="icon-button"
        aria-label={text('common.close')}
        onPress={() => dismiss(notice.id)}
      >
        <X size={20} aria-hidden />
      </Button>
    </div>
  );
}
