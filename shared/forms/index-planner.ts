import type { FormDefinition, FormField, IndexKind } from './form-definition.ts';

/** Records that a laptop's store is planned for. */
export const PLANNED_RECORDS = 100_000;

/**
 * How tokens of an index are kept. `open`: as an index of the database, readable by a thief as far as equal tokens mean
 * equal values. `sealed`: in encrypted pages only. `refused`: not at all.
 */
export type IndexStorage = 'open' | 'sealed' | 'refused';

/** Why; the message is `index-plan.reason.<reason>`. */
export type IndexReason = 'nearly-unique' | 'repeated' | 'likeness' | 'few-values' | 'unfit';

/** What whoever holds the disk learns without a key; the message is `index-plan.leak.<leak>`. */
export type IndexLeak = 'equal-values' | 'nothing';

/** One index of a form, decided. */
export interface PlannedIndex {
  /** The fields it is made of, in form order. */
  readonly fieldIds: readonly string[];
  readonly kind: IndexKind;
  readonly storage: IndexStorage;
  readonly reason: IndexReason;
  readonly leak: IndexLeak;
  /** Other people that one look-up brings along among `PLANNED_RECORDS`; null where a score decides instead. */
  readonly coincidences: number | null;
  /** True where tokens under the programme's key also travel to the server, for its own check. */
  readonly travels: boolean;
}

/**
 * An open index must stand for about one person a value: with more, counting equal tokens beside public counts of
 * names or places gives values away (Naveed et al. 2015).
 */
const MOST_OPEN_COINCIDENCES = 0.1;

/** Fewer values than these are given away by any index (AWS Database Encryption SDK, choosing beacon length). */
const FEWEST_VALUES = 32;

/** Bits of one code of a name: the commonest names are borne by some 2 % of a people. */
const NAME_BITS = 6;
/** Bits of a birth date: 70 years of days, of which the first of January and round years are taken too often. */
const BIRTH_DATE_BITS = 13;
const DIGIT_BITS = Math.log2(10);
const LETTER_BITS = Math.log2(26);

/** Decides every index that the form declares, and the one of names together with the birth date. */
export function planFormIndexes(form: FormDefinition): readonly PlannedIndex[] {
  const declared = form.fields.flatMap((field) => field.indexes.map((kind) => decide(field, kind)));
  const names = form.fields.filter(
    (field) => field.type === 'name' && field.indexes.includes('phonetic'),
  );
  const birthDate = form.fields.find((field) => field.type === 'birth-date');
  if (names.length < 2 || birthDate === undefined) return declared;
  const together = planned([...names.slice(0, 2), birthDate], 'phonetic', 'sealed', 'repeated', {
    bits: 2 * NAME_BITS + BIRTH_DATE_BITS,
  });
  return [...declared, { ...together, travels: true }];
}

/** The plan as lines of text, for logs of set-up and for documents. */
export function describePlan(plan: readonly PlannedIndex[]): string {
  return plan
    .map((index) => {
      const { fieldIds, kind, storage, reason, leak, coincidences, travels } = index;
      const others =
        coincidences === null
          ? 'by score'
          : `${String(Number(coincidences.toPrecision(2)))} others`;
      const goes = travels ? 'laptop and server' : 'laptop';
      return `${fieldIds.join(' + ')} ${kind}: ${storage} (${reason}), ${others}, leaks ${leak}, ${goes}`;
    })
    .join('\n');
}

function decide(field: FormField, kind: IndexKind): PlannedIndex {
  if (hasFewValues(field)) return planned([field], kind, 'refused', 'few-values', {});
  switch (kind) {
    case 'exact':
      return field.type === 'identifier' || field.type === 'phone'
        ? decideExact(field)
        : planned([field], kind, 'refused', 'unfit', {});
    case 'partial':
      return field.type === 'phone'
        ? planned([field], kind, 'sealed', 'repeated', { bits: 4 * DIGIT_BITS })
        : planned([field], kind, 'refused', 'unfit', {});
    case 'phonetic':
      return field.type === 'name'
        ? planned([field], kind, 'sealed', 'repeated', { bits: NAME_BITS })
        : planned([field], kind, 'refused', 'unfit', {});
    case 'fuzzy':
      return field.type === 'name' || field.type === 'birth-date' || field.type === 'phone'
        ? planned([field], kind, 'sealed', 'likeness', {})
        : planned([field], kind, 'refused', 'unfit', {});
  }
}

function decideExact(field: FormField & { readonly type: 'identifier' | 'phone' }): PlannedIndex {
  const bits = bitsOf(field.example);
  if (PLANNED_RECORDS / 2 ** bits >= MOST_OPEN_COINCIDENCES) {
    return planned([field], 'exact', 'refused', 'few-values', { bits });
  }
  const index = planned([field], 'exact', 'open', 'nearly-unique', { bits });
  return { ...index, travels: field.type === 'identifier' };
}

function planned(
  fields: readonly FormField[],
  kind: IndexKind,
  storage: IndexStorage,
  reason: IndexReason,
  size: { readonly bits?: number | undefined },
): PlannedIndex {
  return {
    fieldIds: fields.map(({ id }) => id),
    kind,
    storage,
    reason,
    leak: storage === 'open' ? 'equal-values' : 'nothing',
    coincidences: size.bits === undefined ? null : PLANNED_RECORDS / 2 ** size.bits,
    travels: false,
  };
}

function hasFewValues(field: FormField): boolean {
  if (field.type === 'choice') return field.options.length < FEWEST_VALUES;
  // A laptop works in few villages, whatever the programme has.
  return field.type === 'area';
}

/** Bits of a value like the example: its digits and letters, taken as if each were free. */
function bitsOf(example: string): number {
  const digits = example.replaceAll(/\P{Nd}/gu, '').length;
  const letters = example.replaceAll(/\P{L}/gu, '').length;
  return digits * DIGIT_BITS + letters * LETTER_BITS;
}
