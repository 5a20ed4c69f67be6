/**
 * The fifty commonest surnames of the United States with how many people bore them: United States Census Bureau,
 * "Frequently Occurring Surnames from the 2010 Census" (a work of the federal government, public domain).
 */
const SURNAME_COUNTS: readonly (readonly [name: string, count: number])[] = [
  ['Smith', 2_442_977],
  ['Johnson', 1_932_812],
  ['Williams', 1_625_252],
  ['Brown', 1_437_026],
  ['Jones', 1_425_470],
  ['Garcia', 1_166_120],
  ['Miller', 1_161_437],
  ['Davis', 1_116_357],
  ['Rodriguez', 1_094_924],
  ['Martinez', 1_060_159],
  ['Hernandez', 1_043_281],
  ['Lopez', 874_523],
  ['Gonzalez', 841_025],
  ['Wilson', 801_882],
  ['Anderson', 784_404],
  ['Thomas', 756_142],
  ['Taylor', 751_209],
  ['Moore', 724_374],
  ['Jackson', 708_099],
  ['Martin', 702_625],
  ['Lee', 693_023],
  ['Perez', 681_645],
  ['Thompson', 664_644],
  ['White', 660_491],
  ['Harris', 624_252],
  ['Sanchez', 612_752],
  ['Clark', 562_679],
  ['Ramirez', 557_423],
  ['Lewis', 531_781],
  ['Robinson', 529_821],
  ['Walker', 523_129],
  ['Young', 484_447],
  ['Allen', 482_607],
  ['King', 465_422],
  ['Wright', 458_980],
  ['Scott', 439_530],
  ['Torres', 437_813],
  ['Nguyen', 437_645],
  ['Hill', 434_827],
  ['Flores', 433_969],
  ['Green', 430_182],
  ['Adams', 427_865],
  ['Nelson', 424_958],
  ['Baker', 419_586],
  ['Hall', 407_076],
  ['Rivera', 391_114],
  ['Campbell', 386_157],
  ['Mitchell', 384_486],
  ['Carter', 376_966],
  ['Roberts', 376_774],
];

const ONSETS = ['B', 'D', 'F', 'G', 'K', 'L', 'M', 'N', 'P', 'R', 'S', 'T', 'V', 'Z'];
const VOWELS = ['a', 'e', 'i', 'o', 'u'];
const ENDS = ['ndor', 'lik', 'mar', 'stov', 'ren', 'bari', 'shan', 'kelo', 'vit', 'dun'];

/** Made-up names in the tail of the distribution. */
const TAIL_NAMES = 2950;

/** A name and how many people bear it. */
export interface NameCount {
  readonly name: string;
  readonly count: number;
}

/**
 * The census's fifty, and behind them made-up names whose counts fall on as the inverse of the rank, so that the whole
 * is as uneven as real surnames are. Commonest first.
 */
export const NAME_COUNTS: readonly NameCount[] = [
  ...SURNAME_COUNTS.map(([name, count]) => ({ name, count })),
  ...Array.from({ length: TAIL_NAMES }, (_, at) => ({
    name: tailName(at),
    count: Math.round((376_774 * SURNAME_COUNTS.length) / (SURNAME_COUNTS.length + at + 1)),
  })),
];

function tailName(at: number): string {
  const vowels = VOWELS.length;
  const onsets = ONSETS.length;
  const parts = [
    ONSETS[at % onsets],
    VOWELS[Math.floor(at / onsets) % vowels],
    ENDS[Math.floor(at / (onsets * vowels)) % ENDS.length],
    VOWELS[Math.floor(at / (onsets * vowels * ENDS.length)) % vowels],
  ];
  return parts.join('');
}
