import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The tests beside the code before the suites that set a programme up: a mutant ends at the first that notices. */
export class QuickestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSuite = ({ moduleId }: TestSpecification): number =>
      Number(moduleId.includes('/test/integration/'));
    return Promise.resolve([...files].sort((a, b) => isSuite(a) - isSuite(b)));
  }
}
