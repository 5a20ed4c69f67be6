import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AREAS } from '../../test/support/sample-programme.ts';
import { ancestry, isInScope, leafAreas, type Area } from './area.ts';

/** Trees and tangles: any parents, cycles and unknown ids too. */
const anyAreas = fc
  .array(fc.record({ parent: fc.option(fc.integer({ min: 0, max: 12 }), { nil: null }) }), {
    maxLength: 10,
  })
  .map((nodes): readonly Area[] =>
    nodes.map(({ parent }, index) => ({
      id: `a${String(index)}`,
      parentId: parent === null ? null : `a${String(parent)}`,
      level: 0,
      name: { en: 'x' },
    })),
  );

describe('area tree', () => {
  it('gives the way to the root, nearest first', () => {
    expect(ancestry(AREAS, 'n1')).toEqual(['n1', 'north', 'region']);
    expect(ancestry(AREAS, 'region')).toEqual(['region']);
    expect(ancestry(AREAS, 'nowhere')).toEqual([]);
  });

  it.each([
    ['n1', ['north'], true],
    ['n1', ['region'], true],
    ['n1', ['n1'], true],
    ['n1', ['south', 'n2'], false],
    ['north', ['n1'], false],
    ['nowhere', ['region', 'nowhere'], false],
    ['n1', [], false],
  ])('%s in the scope %j: %s', (areaId, scopes, expected) => {
    expect(isInScope(AREAS, scopes, areaId)).toBe(expected);
  });

  it('knows the areas where people live', () => {
    expect(leafAreas(AREAS).map((area) => area.id)).toEqual(['n1', 'n2', 's1']);
  });

  it('ends on cycles, and lets no unknown area into a scope', () => {
    fc.assert(
      fc.property(
        anyAreas,
        fc.array(fc.constantFrom<string>('a0', 'a3', 'a99')),
        (areas, scopes) => {
          for (const { id } of areas) {
            const path = ancestry(areas, id);
            expect(path[0]).toBe(id);
            expect(new Set(path).size).toBe(path.length);
            expect(isInScope(areas, scopes, id)).toBe(path.some((step) => scopes.includes(step)));
          }
          expect(isInScope(areas, ['a99'], 'a99')).toBe(false);
        },
      ),
    );
  });
});
