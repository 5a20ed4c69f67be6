import {
  ClipboardCheck,
  List,
  Lock,
  RefreshCw,
  Settings,
  ShieldCheck,
  UserPlus,
  Users,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { Brand } from '../ui/brand.tsx';
import type { MessageId } from './i18n/messages.ts';
import { Text, useText } from './i18n/text.tsx';
import { lockApp } from './lock.ts';
import { LOCK_SHORTCUT } from './lock-shortcut.ts';
import type { ScreenName } from './router.ts';
import { useFeature, useServices } from './services.ts';
import { RoleText } from '../ui/role-text.tsx';

/** The others are reached from these. */
type NavigableScreen = Exclude<ScreenName, 'record' | 'import' | 'roles'>;

const ITEMS: Readonly<
  Record<NavigableScreen, { readonly icon: LucideIcon; readonly label: MessageId }>
> = {
  home: { icon: List, label: 'nav.home' },
  enrol: { icon: UserPlus, label: 'nav.enrol' },
  sync: { icon: RefreshCw, label: 'nav.sync' },
  review: { icon: ClipboardCheck, label: 'nav.review' },
  admin: { icon: ShieldCheck, label: 'nav.admin' },
  people: { icon: Users, label: 'nav.people' },
  settings: { icon: Settings, label: 'nav.settings' },
};

interface NavigationRailProps {
  readonly screens: readonly ScreenName[];
  readonly current: ScreenName;
}

/** The way to every screen, who is signed in, and the lock. */
export function NavigationRail({ screens, current }: NavigationRailProps): ReactNode {
  const services = useServices();
  const text = useText();
  const name = useFeature('session', (state) => state.vault?.session?.name ?? '');
  const role = useFeature('session', (state) => state.vault?.session?.role ?? 'enumerator');
  const active = isNavigable(current) ? current : current === 'roles' ? 'people' : 'home';
  return (
    <nav className="rail" aria-label={text('nav.label')}>
      <Brand />
      <ul className="rail-items">
        {screens.filter(isNavigable).map((screen) => (
          <li key={screen}>
            <NavigationItem screen={screen} isCurrent={screen === active} />
          </li>
        ))}
      </ul>
      <div className="rail-foot">
        <p className="rail-person">
          <span className="rail-name">
            <bdi>{name}</bdi>
          </span>
          <span className="rail-role">
            <RoleText role={role} />
          </span>
        </p>
        <Button
          className="rail-item rail-lock"
          aria-keyshortcuts={LOCK_SHORTCUT}
          onPress={() => void lockApp(services)}
        >
          <Lock size={22} aria-hidden />
          <span>
            <Text id="nav.lock" />
          </span>
        </Button>
      </div>
    </nav>
  );
}

function isNavigable(screen: ScreenName): screen is NavigableScreen {
  return Object.hasOwn(ITEMS, screen);
}

function NavigationItem(props: {
  readonly screen: NavigableScreen;
  readonly isCurrent: boolean;
}): ReactNode {
  const { stores } = useServices();
  const { icon: Icon, label } = ITEMS[props.screen];
  return (
    <Button
      className={`rail-item ${props.isCurrent ? 'rail-item-current' : ''}`}
      aria-current={props.isCurrent ? 'page' : 'false'}
      onPress={() => {
        const { flush, saved, clear } = stores.enrol.getState();
        // A slip that was handed out is done with; "Register" then means the next person.
        if (saved === null) void flush();
        else clear();
        stores.router.getState().go({ screen: props.screen });
      }}
    >
      <Icon size={22} aria-hidden />
      <span>
        <Text id={label} />
      </span>
    </Button>
  );
}
