import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PERMISSIONS, isPermitted } from './permissions.ts';

const APP = 'https://app.fieldseal.example';
const page = { isMainFrame: true, origin: APP, mediaTypes: [] };
const names = Object.keys(PERMISSIONS);
const GRANTED = [
  'local-network',
  'local-network-access',
  'loopback-network',
  'media',
  'persistent-storage',
];

describe('permissions', () => {
  test('are granted to the page as the table says, and only these', () => {
    expect(names.filter((name) => isPermitted(name, page, APP))).toEqual(GRANTED);
  });

  test('know every name that Electron’s types know', () => {
    const types = fs.readFileSync('node_modules/electron/electron.d.ts', 'utf8');
    const union =
      /setPermissionRequestHandler\(handler: \(\(webContents: WebContents, permission: ([^,]+),/u.exec(
        types,
      );
    const known = [...(union?.[1] ?? '').matchAll(/'([^']+)'/gu)].map((match) => match[1] ?? '');
    expect(known.length).toBeGreaterThan(30);
    expect([...known].sort()).toEqual([...names].sort());
  });

  test.each(['toString', '__proto__', 'constructor', 'camera', ''])('deny %j', (name) => {
    expect(isPermitted(name, page, APP)).toBe(false);
  });

  test.each(GRANTED)('grant %s to no other frame and no other origin', (name) => {
    expect(isPermitted(name, { ...page, isMainFrame: false }, APP)).toBe(false);
    expect(isPermitted(name, { ...page, origin: 'https://evil.example' }, APP)).toBe(false);
    expect(isPermitted(name, { ...page, origin: `${APP}.evil.example` }, APP)).toBe(false);
    expect(isPermitted(name, { ...page, origin: null }, APP)).toBe(false);
  });

  test('give the camera without the microphone', () => {
    expect(isPermitted('media', { ...page, mediaTypes: ['video'] }, APP)).toBe(true);
    expect(isPermitted('media', { ...page, mediaTypes: ['audio'] }, APP)).toBe(false);
    expect(isPermitted('media', { ...page, mediaTypes: ['video', 'audio'] }, APP)).toBe(false);
  });

  test('have a reason each', () => {
    for (const name of names) {
      expect(PERMISSIONS[name as keyof typeof PERMISSIONS].reason.length, name).toBeGreaterThan(10);
    }
  });
});
