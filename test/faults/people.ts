import type { Answers } from '../../shared/forms/form-definition.ts';
import type { SeededRandom } from '../fixtures/people/random.ts';

/** Somebody to be enrolled, and what the draft holds at each of the saves before. */
export interface Person {
  readonly stages: readonly Answers[];
  /** The last stage: what the record must hold. */
  readonly answers: Answers;
}

const SYLLABLES = ['ba', 'ne', 'ki', 'ro', 'su', 'ma', 'ti', 'lo', 'da', 'fe', 'gu', 'ya', 'zo'];
const SYLLABLES_OF_A_NAME = 6;

/** Made-up people whose family names, identity numbers and telephones are all different. */
export function makePeople(
  random: SeededRandom,
  count: number,
  areaIds: readonly string[],
): readonly Person[] {
  return Array.from({ length: count }, (_unused, index) => {
    const name = { familyName: nameOf(random), givenName: nameOf(random) };
    const rest: Answers = {
      birthDate: { precision: 'year', value: String(random.between(1940, 2015)) },
      sex: random.pick(['female', 'male']),
      nationalId: `QZ-${random.digits(6)}${String(index).padStart(4, '0')}`,
      phone: `+99920${random.digits(3)}${String(index).padStart(4, '0')}`,
      area: random.pick(areaIds),
    };
    const answers = { ...name, ...rest };
    return { stages: [{ familyName: name.familyName }, name, answers], answers };
  });
}

function nameOf(random: SeededRandom): string {
  const text = Array.from({ length: SYLLABLES_OF_A_NAME }, () => random.pick(SYLLABLES)).join('');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
