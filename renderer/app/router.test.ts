import { expect, test } from 'vitest';
import { createRouter, type HistoryPort } from './router.ts';

function recorder(): { readonly port: HistoryPort; readonly hashes: string[] } {
  const hashes: string[] = [];
  const note = (_position: number, hash: string): void => void hashes.push(hash);
  return { port: { push: note, replace: note }, hashes };
}

test('the address names the screen and never an id', () => {
  const { port, hashes } = recorder();
  createRouter(port).getState().go({ screen: 'record', recordId: 'b2c1' });
  expect(hashes).toEqual(['#/record']);
});

test('back and forward find the routes that were left', () => {
  const router = createRouter(recorder().port);
  router.getState().go({ screen: 'home' });
  router.getState().go({ screen: 'enrol', draftId: 'd1' });
  router.getState().restore(1);
  expect(router.getState().route).toEqual({ screen: 'home' });
  router.getState().restore(2);
  expect(router.getState().route).toEqual({ screen: 'enrol', draftId: 'd1' });
});

test('a new way cuts off the old forward way', () => {
  const router = createRouter(recorder().port);
  router.getState().go({ screen: 'home' });
  router.getState().go({ screen: 'sync' });
  router.getState().restore(1);
  router.getState().go({ screen: 'settings' });
  router.getState().restore(3);
  expect(router.getState().route).toEqual({ screen: 'start' });
});

test('an unknown place in history is the start', () => {
  const router = createRouter(recorder().port);
  router.getState().go({ screen: 'sync' });
  router.getState().restore(null);
  expect(router.getState().route).toEqual({ screen: 'start' });
});

test('the place to come back to belongs to one operator', () => {
  const router = createRouter(recorder().port);
  router.getState().go({ screen: 'enrol', draftId: 'd1' });
  router.getState().remember('op-1');
  expect(router.getState().resume).toEqual({
    operatorId: 'op-1',
    route: { screen: 'enrol', draftId: 'd1' },
  });
  router.getState().forgetResume();
  expect(router.getState().resume).toBeNull();
});
