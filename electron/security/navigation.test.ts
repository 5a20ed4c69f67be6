import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  EXTERNAL_HOSTS,
  isAllowedRequest,
  isExternalLink,
  isOwnPage,
  originOf,
} from './navigation.ts';

const APP = 'https://app.fieldseal.example';
const SERVER = 'https://server.example:8443';
const HOSTS = ['help.example'];

describe('navigation', () => {
  test.each([`${APP}/`, `${APP}/#records`, `${APP}/index.html`, `${APP}/?locale=ar`])(
    'stays on %s',
    (url) => {
      expect(isOwnPage(url, true, APP)).toBe(true);
      expect(isOwnPage(url, false, APP)).toBe(false);
    },
  );

  test.each([
    'https://evil.example/',
    `${APP}.evil.example/`,
    'https://user@app.fieldseal.example/',
    'https://app.fieldseal.example:444/',
    'http://app.fieldseal.example/',
    `${APP}/assets/index.js`,
    `blob:${APP}/0f1e`,
    'file:///etc/passwd',
    'data:text/html,x',
    'javascript:alert(1)',
    'about:blank',
    'not a url',
  ])('never goes to %s', (url) => {
    expect(isOwnPage(url, true, APP)).toBe(false);
  });
});

describe('links', () => {
  test('open on listed hosts over https', () => {
    expect(isExternalLink('https://help.example/install?x=1#y', HOSTS)).toBe(true);
  });

  test.each([
    'http://help.example/',
    'https://sub.help.example/',
    'https://help.example.evil/',
    'https://help.example:444/',
    'https://user:pw@help.example/',
    'https://help.example@evil.example/',
    'file://help.example/x',
    'smb://help.example/x',
    'ms-msdt:/id',
    'javascript:alert(1)',
    'mailto:a@help.example',
    '\\\\help.example\\share',
    '',
  ])('never open %s', (url) => {
    expect(isExternalLink(url, HOSTS)).toBe(false);
  });

  test('open nothing where no host is listed', () => {
    expect(EXTERNAL_HOSTS).toEqual([]);
    fc.assert(fc.property(fc.webUrl(), (url) => !isExternalLink(url, EXTERNAL_HOSTS)));
  });
});

describe('requests', () => {
  test('go to the app and its server only', () => {
    expect(isAllowedRequest(`${APP}/assets/a.js`, APP, SERVER)).toBe(true);
    expect(isAllowedRequest(`${SERVER}/v1/ready`, APP, SERVER)).toBe(true);
    expect(isAllowedRequest('https://server.example/v1/ready', APP, SERVER)).toBe(false);
    expect(isAllowedRequest('wss://server.example:8443/', APP, SERVER)).toBe(false);
    expect(isAllowedRequest(`${SERVER}/v1/ready`, APP, null)).toBe(false);
  });

  test('never to an arbitrary address', () => {
    fc.assert(fc.property(fc.webUrl(), (url) => !isAllowedRequest(url, APP, SERVER)));
    fc.assert(fc.property(fc.string(), (text) => !isAllowedRequest(text, APP, null)));
  });

  test('opaque addresses have no origin', () => {
    expect(['about:blank', 'data:,x', `blob:${APP}/x`, 'file:///x', 'x'].map(originOf)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});
