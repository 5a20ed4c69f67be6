import { beforeEach, expect, test, vi } from 'vitest';
import { undated } from '../../../shared/domain/assignment.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { PeopleView, Person } from '../../vault/people-api.ts';
import type { Shell } from '../../shell/shell.ts';
import type { VaultApi } from '../../vault/vault-api.ts';
import { createPeopleStore } from './store.ts';

const ASSIGNMENTS = [undated('enumerator', ['a'])];
const PERSON: Person = {
  operatorId: 'op-1',
  name: 'Amina',
  assignments: ASSIGNMENTS,
  code: 'open',
  laptops: [],
  isSelf: false,
  due: null,
};
let view: PeopleView;
const vault = {
  listPeople: vi.fn(() => Promise.resolve(view)),
  addPerson: vi.fn((operatorId: string, name: string) =>
    Promise.resolve({ operatorId, name, code: 'AAAA-BBBB-CCCC' }),
  ),
  issueCode: vi.fn((operatorId: string) =>
    Promise.resolve({ operatorId, name: 'Amina', code: 'DDDD-EEEE-FFFF' }),
  ),
  changeAssignments: vi.fn(() => Promise.resolve()),
  assignmentFile: vi.fn(() =>
    Promise.resolve({ name: 'fieldseal-K7QD.fslease', bytes: Uint8Array.of(1) }),
  ),
};
const shell = { saveFile: vi.fn(() => Promise.resolve(true)) };
const make = () => createPeopleStore(vault as unknown as VaultApi, shell as unknown as Shell);

beforeEach(() => {
  vi.clearAllMocks();
  view = { people: [PERSON], mayChange: true };
});

test('a person whose answer was lost is added under the same id; the code goes with the place', async () => {
  const store = make();
  store.getState().go({ kind: 'add', operatorId: 'op-1' });
  vault.addPerson.mockRejectedValueOnce(new FieldsealError('sync.timeout'));
  await store.getState().add('Amina', ASSIGNMENTS);
  expect(store.getState()).toMatchObject({ place: { kind: 'add' }, issued: null });
  expect(store.getState().failure?.code).toBe('sync.timeout');
  await store.getState().add('Amina', ASSIGNMENTS);
  expect(vault.addPerson.mock.calls.map(([id]) => id)).toEqual(['op-1', 'op-1']);
  expect(store.getState()).toMatchObject({
    place: { kind: 'person', operatorId: 'op-1' },
    issued: { code: 'AAAA-BBBB-CCCC' },
    failure: null,
  });
  store.getState().go({ kind: 'list' });
  expect(store.getState().issued).toBeNull();
});

test('a change that was made in part shows as it is, with what failed', async () => {
  const store = make();
  await store.getState().load();
  vault.changeAssignments.mockImplementationOnce(() => {
    view = { ...view, people: [{ ...PERSON, due: { reviewAreaIds: ['a'] } }] };
    return Promise.reject(new FieldsealError('people.review-period-due'));
  });
  expect(await store.getState().change('op-1', [])).toBe(false);
  expect(store.getState().failure?.code).toBe('people.review-period-due');
  expect(store.getState().view?.people[0]?.due).toEqual({ reviewAreaIds: ['a'] });
  expect(await store.getState().change('op-1', ASSIGNMENTS)).toBe(true);
  expect(store.getState().failure).toBeNull();
});

test('does one thing at a time', async () => {
  const store = make();
  const first = store.getState().issueCode('op-1');
  expect(await store.getState().change('op-1', [])).toBe(false);
  await first;
  expect(vault.changeAssignments).not.toHaveBeenCalled();
  expect(store.getState().issued?.code).toBe('DDDD-EEEE-FFFF');
});

test('a file for a laptop without a network is said to be saved only when it was', async () => {
  const store = make();
  expect(await store.getState().saveFile('op-1')).toBe(true);
  expect(shell.saveFile).toHaveBeenCalledWith('fieldseal-K7QD.fslease', Uint8Array.of(1));
  shell.saveFile.mockResolvedValueOnce(false);
  expect(await store.getState().saveFile('op-1')).toBe(false);
  vault.assignmentFile.mockRejectedValueOnce(new FieldsealError('sync.offline'));
  expect(await store.getState().saveFile('op-1')).toBe(false);
  expect(store.getState().failure?.code).toBe('sync.offline');
});
