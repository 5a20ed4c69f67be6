import { CircleCheck, Info, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

const ICONS = { info: Info, success: CircleCheck, warning: TriangleAlert, danger: OctagonAlert };

interface BannerProps {
  readonly tone: keyof typeof ICONS;
  readonly title?: string | undefined;
  readonly children: ReactNode;
  readonly action?: ReactNode;
  /** True for what just went wrong: read out at once. */
  readonly isAlert?: boolean | undefined;
}

/** A message that stays on the screen beside what it is about. */
export function Banner(props: BannerProps): ReactNode {
  const Icon = ICONS[props.tone];
  return (
    <div
      className={`banner banner-${props.tone}`}
      role={props.isAlert === true ? 'alert' : undefined}
    >
      <Icon size={24} aria-hidden className="banner-icon" />
      <div className="banner-text">
        {props.title === undefined ? null : <p className="banner-title">{props.title}</p>}
        <div>{props.children}</div>
      </div>
      {props.action === undefined ? null : <div className="banner-action">{props.action}</div>}
    </div>
  );
}
