import { expect, test } from 'vitest';
import { contentSecurityPolicy } from '../../shared/access/content-security-policy.ts';
import { insertNonce } from './csp.ts';

function directives(policy: string): Map<string, string> {
  return new Map(
    policy
      .split('; ')
      .map((part) => [part.slice(0, part.indexOf(' ')), part.slice(part.indexOf(' ') + 1)]),
  );
}

test('denies by default and names the one server', () => {
  const policy = directives(contentSecurityPolicy('N0nce', 'https://server.example:8443'));
  expect(policy.get('default-src')).toBe("'none'");
  expect(policy.get('script-src')).toBe("'self' 'wasm-unsafe-eval'");
  expect(policy.get('style-src')).toBe("'self' 'nonce-N0nce'");
  expect(policy.get('connect-src')).toBe("'self' https://server.example:8443");
  for (const name of ['object-src', 'base-uri', 'form-action', 'frame-ancestors']) {
    expect(policy.get(name), name).toBe("'none'");
  }
});

test('knows no unsafe or general source', () => {
  const policy = contentSecurityPolicy('n', null);
  expect(policy).not.toMatch(/unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')|\*|https?:/u);
  expect(directives(policy).get('connect-src')).toBe("'self'");
});

test('tells the page its nonce, once, before anything else', () => {
  const html = '<!doctype html><html><head lang="en"><title>x</title></head></html>';
  const once = insertNonce(html, 'AAA');
  expect(once).toContain('<head lang="en"><meta property="csp-nonce" nonce="AAA"><title>');
  const twice = insertNonce(once, 'BBB');
  expect(twice).not.toContain('AAA');
  expect(twice.match(/csp-nonce/gu)).toHaveLength(1);
});

test('is not fooled by a header element', () => {
  expect(() => insertNonce('<body><header></header></body>', 'AAA')).toThrow('no <head>');
});
