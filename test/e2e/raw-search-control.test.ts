/**
 * The control of every "nothing found" in a raw store: the same search over the same kind of store, into which
 * plain registrations were put on purpose. If it stayed silent here, silence elsewhere would prove nothing.
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { indexedDbFolder } from '../../build/demo/raw-stores.ts';
import { generatePeople } from '../fixtures/people/generate-people.ts';
import { launchChromium, type RunningChromium } from '../support/chromium.ts';
import { createSearcher, makeNeedles, searchFolder } from '../support/raw-search.ts';

const people = generatePeople({ seed: 3, count: 200 });
const server = http.createServer((_request, response) => {
  response.setHeader('content-type', 'text/html').end('<title>control</title>');
});
let chromium: RunningChromium;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  chromium = await launchChromium();
});
afterAll(async () => {
  await chromium.close();
  await new Promise((resolve) => server.close(resolve));
});

it('finds plain registrations in the browser’s store on disk', async () => {
  const page = await chromium.context.newPage();
  await page.goto(`http://localhost:${String((server.address() as AddressInfo).port)}/`);
  await page.evaluate(async (rows) => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('control', 1);
      request.onupgradeneeded = () =>
        request.result.createObjectStore('plain', { keyPath: 'personId' });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error('open failed'));
    });
    const transaction = database.transaction('plain', 'readwrite', { durability: 'strict' });
    for (const row of rows) transaction.objectStore('plain').put(row);
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(new Error('write failed'));
    });
  }, people);
  const needles = makeNeedles(
    people.flatMap(({ familyName, nationalId = '', phone = '' }) =>
      [familyName, nationalId, phone].map((text) => ({ kind: 'plain', text })),
    ),
  );
  const { hits } = searchFolder(createSearcher(needles), indexedDbFolder(chromium.profileFolder));
  const found = new Set(hits.map(({ needle }) => needle.bytes.toString('latin1')));
  // A text is stored in one of the encodings, so it is missed only when none of them was found.
  const texts = new Set(
    people.flatMap((person) => [person.familyName, person.nationalId ?? '', person.phone ?? '']),
  );
  const searched = [...texts].filter((text) => makeNeedles([{ kind: '', text }]).length > 0);
  const missed = searched.filter(
    (text) =>
      !makeNeedles([{ kind: '', text }]).some(({ bytes }) => found.has(bytes.toString('latin1'))),
  );
  console.log(
    `control: ${String(searched.length - missed.length)} of ${String(searched.length)} texts found`,
  );
  expect(missed).toEqual([]);
});
