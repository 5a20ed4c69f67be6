import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { FileTrigger } from 'react-aria-components';
import { Button } from './button.tsx';

/** A button that lets the user choose one file and hands over its bytes. */
export function FilePicker(props: {
  readonly children: ReactNode;
  /** File name endings, each with its dot. */
  readonly endings: readonly string[];
  readonly icon?: LucideIcon | undefined;
  readonly isPending?: boolean | undefined;
  readonly onPick: (bytes: Uint8Array<ArrayBuffer>, name: string) => void;
}): ReactNode {
  return (
    <FileTrigger
      acceptedFileTypes={props.endings}
      onSelect={(files) => {
        const file = files?.[0];
        if (file === undefined) return;
        void file.arrayBuffer().then((buffer) => props.onPick(new Uint8Array(buffer), file.name));
      }}
    >
      <Button icon={props.icon} isPending={props.isPending}>
        {props.children}
      </Button>
    </FileTrigger>
  );
}
