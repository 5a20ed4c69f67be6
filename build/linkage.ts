/**
 * `npm run -s linkage -- A.csv [B.csv]`: links FEBRL files on encoded data only and says how well. The key is
 * made for the run and forgotten; thresholds stand in shared/matching. Two files: each entry of A to one of B at most.
 * One file: groups of entries of one person.
 */
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { createClkEncoder, randomBytes } from '../shared/crypto/index.ts';
import { findGroups, linkLists } from '../shared/matching/linkage.ts';
import { encodePerson, type EncodedPerson } from '../shared/matching/person-encoding.ts';
import { personNumber, readFebrlRows } from '../test/fixtures/people/febrl-reader.ts';
import { febrlPerson } from './lib/febrl-people.ts';
import { scoreGroups, scoreLinks, type LinkageScore } from './lib/linkage-score.ts';

interface EncodedFile {
  readonly people: readonly EncodedPerson[];
  /** The truth, for scoring alone: nothing that links sees it. */
  readonly persons: readonly string[];
}

const started = performance.now();
const [fileA, fileB, ...more] = process.argv.slice(2);
if (fileA === undefined || more.length > 0) {
  console.error('Usage: npm run -s linkage -- A.csv [B.csv]');
  process.exitCode = 1;
} else {
  try {
    print(await run(fileA, fileB));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

async function run(nameA: string, nameB: string | undefined): Promise<LinkageScore> {
  const encoder = await createClkEncoder(randomBytes(32), {
    use: 'programme',
    programmeId: 'linkage',
  });
  const encode = (name: string): EncodedFile => {
    const rows = readFebrlRows(fs.readFileSync(name, 'utf8'));
    console.log(`file ${path.basename(name)}: ${rows.length} entries`);
    return {
      people: rows.map((row) => encodePerson(encoder, febrlPerson(row))),
      persons: rows.map((row) => personNumber(row.get('rec_id') ?? '')),
    };
  };
  const a = encode(nameA);
  if (nameB === undefined) {
    console.log('deduplication of one file');
    return scoreGroups(findGroups(a.people), a.persons);
  }
  const b = encode(nameB);
  console.log('linkage of two files, one to one');
  return scoreLinks(linkLists(a.people, b.people), a.persons, b.persons);
}

function print(score: LinkageScore): void {
  console.log(`true pairs ${score.truePairs}`);
  console.log(`found pairs ${score.foundPairs}`);
  console.log(`right pairs ${score.rightPairs}`);
  console.log(`precision ${score.precision.toFixed(4)}`);
  console.log(`recall ${score.recall.toFixed(4)}`);
  console.log(`F1 ${score.f1.toFixed(4)}`);
  console.log(`seconds ${((performance.now() - started) / 1000).toFixed(1)}`);
}
