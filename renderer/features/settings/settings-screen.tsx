import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { FormattedDate } from 'react-intl';
import { PROTOCOL_VERSION } from '../../../shared/sync/protocol-version.ts';
import { leaseDaysLeft } from '../../app/lease.ts';
import { useLocalized } from '../../app/i18n/localized.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { lockApp } from '../../app/lock.ts';
import { useFeature, useServices } from '../../app/services.ts';
import { useMay } from '../../app/use-may.ts';
import { useNow } from '../../app/use-now.ts';
import { ActivityCard } from '../activity/activity-card.tsx';
import { FactorsCard } from '../factors/factors-card.tsx';
import { PermissionsCard } from '../permissions/permissions-card.tsx';
import { KeysCard } from '../keys/keys-card.tsx';
import { ServerLogCard } from '../server-log/server-log-card.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { DefinitionList } from '../../ui/definition-list.tsx';
import { LanguageSwitch } from '../../ui/language-switch.tsx';
import { Screen } from '../../ui/screen.tsx';
import { StorageCard } from './storage-card.tsx';
import { TierExplanation } from '../../ui/tier-explanation.tsx';
import { BackupCard } from '../backup/backup-card.tsx';
import { RoleText } from '../../ui/role-text.tsx';

/** Language, who is signed in and how well protected, and what runs here. */
export function SettingsScreen(): ReactNode {
  const text = useText();
  const services = useServices();
  const may = useMay();
  const session = useFeature('session', (state) => state.vault?.session ?? null);
  if (session === null) return null;
  return (
    <Screen name="settings" title={text('settings.title')}>
      <Card>
        <LanguageSwitch isLabelShown />
      </Card>
      <Card title={text('settings.person')}>
        <PersonDetails />
        <div className="actions">
          <Button variant="primary" icon={Lock} onPress={() => void lockApp(services)}>
            <Text id="settings.lock" />
          </Button>
        </div>
      </Card>
      <PermissionsCard />
      <Card title={text('settings.protection')}>
        <TierExplanation tier={session.tier} />
      </Card>
      <FactorsCard />
      <KeysCard />
      {may('registrant.enrol') ? <BackupCard /> : null}
      <ActivityCard />
      <ServerLogCard />
      <StorageCard />
      <Card title={text('settings.about')}>
        <AboutDetails />
      </Card>
    </Screen>
  );
}

function PersonDetails(): ReactNode {
  const text = useText();
  const session = useFeature('session', (state) => state.vault?.session ?? null);
  const policy = useFeature('session', (state) => state.vault?.policy ?? null);
  const now = useNow();
  if (session === null) return null;
  const lease = session.leaseUntil;
  return (
    <DefinitionList
      items={[
        { key: 'name', term: text('settings.name'), value: <bdi>{session.name}</bdi> },
        { key: 'role', term: text('settings.role'), value: <RoleText role={session.role} /> },
        ...(lease === null
          ? []
          : [
              {
                key: 'lease',
                term: text('settings.lease'),
                value: (
                  <Text
                    id="settings.lease-until"
                    values={{
                      date: <FormattedDate value={lease} dateStyle="long" />,
                      days: leaseDaysLeft(lease, now),
                    }}
                  />
                ),
              },
            ]),
        ...(policy === null
          ? []
          : [
              {
                key: 'idle',
                term: text('settings.idle'),
                value: text('settings.idle-minutes', {
                  minutes: Math.round(policy.idleLockSeconds / 60),
                }),
              },
            ]),
      ]}
    />
  );
}

function AboutDetails(): ReactNode {
  const text = useText();
  const localized = useLocalized();
  const vault = useFeature('session', (state) => state.vault);
  const host = useFeature('session', (state) => state.host);
  const programme = useFeature('session', (state) => state.programme);
  return (
    <DefinitionList
      items={[
        {
          key: 'programme',
          term: text('admin.programme.name'),
          value: programme === null ? null : <bdi>{localized(programme.name)}</bdi>,
        },
        {
          key: 'device',
          term: text('settings.device'),
          value: <bdi className="code">{vault?.deviceCode ?? ''}</bdi>,
        },
        {
          key: 'server',
          term: text('settings.server'),
          value: <bdi dir="ltr">{vault?.serverUrl ?? ''}</bdi>,
        },
        {
          key: 'version',
          term: text('settings.version'),
          value: text('settings.version-detail', {
            version: host?.appVersion ?? '',
            protocol: PROTOCOL_VERSION,
          }),
        },
        {
          key: 'keystore',
          term: text('settings.keystore'),
          value: host === null ? null : <Text id={`settings.keystore.${host.keystore}`} />,
        },
      ]}
    />
  );
}
