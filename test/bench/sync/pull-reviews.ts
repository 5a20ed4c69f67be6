/** Ten thousand real records, enrolled and sent by one real browser's vault and opened by a supervisor's in another page. */
import { launchChromium } from '../../support/chromium.ts';
import { generateSigningSeed } from '../../../shared/crypto/index.ts';
import { createOnPostgres } from '../../../server/test/test-database.ts';
import { serveTests } from '../../../server/test/test-server.ts';
import { startPostgres } from '../../support/postgres.ts';
import { startBenchServer } from '../bench-server.ts';
import { driveBench } from '../drive-bench.ts';

const SEED = 20_260_401;
const CHUNK = 5000;

/** What a supervisor's pull took, all records opened and verified. */
export interface PullResult {
  readonly records: number;
  readonly milliseconds: number;
}

export async function measurePull(count: number): Promise<PullResult> {
  const postgres = await startPostgres([]);
  const server = await startBenchServer('vault', async (deps) =>
    serveTests(await createOnPostgres(postgres.url), {
      serverKey: (await generateSigningSeed()).key,
      ...deps,
    }),
  );
  const chromium = await launchChromium();
  try {
    const page = chromium.context.pages()[0] ?? (await chromium.context.newPage());
    const bench = driveBench(page, server);
    await bench.load();
    await bench.setUpOffice();
    await bench.setUpField('laptop');
    for (let made = 0; made < count; made += CHUNK) {
      await bench.call('enrolMany', SEED + made, Math.min(CHUNK, count - made));
    }
    await bench.deliver();
    await bench.setUpReviewer('reviewer');
    return await bench.pullReviews();
  } finally {
    await chromium.close();
    await server.close();
    await postgres.stop();
  }
}
