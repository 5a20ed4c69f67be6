/** Scenes of who may do what. */
import { go, type Scene } from './scene.ts';

export const PERMISSION_SCENES: readonly Scene[] = [
  {
    name: 'settings-permissions',
    screen: 'settings',
    options: { assignments: 'several' },
    steps: async (page) => {
      await go(page, 4);
      await page.locator('.card .rows').first().scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'admin-several-assignments',
    screen: 'admin',
    options: { role: 'administrator', assignments: 'several' },
    steps: async (page) => {
      await page.locator('.request .rows').waitFor();
    },
  },
  { name: 'admin-auditor', screen: 'admin', options: { role: 'auditor' } },
  { name: 'admin-key-officer', screen: 'admin', options: { role: 'key-officer' } },
  {
    name: 'settings-registry-officer',
    screen: 'settings',
    options: { role: 'registry-officer' },
    steps: (page) => go(page, 1),
  },
];
