import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { DeviceList } from '../../shared/sync/http-api.ts';
import type { Database } from '../db/schema.ts';
import { readPublished } from '../programme/read-programme.ts';

/** All devices with their operators and how many records each has delivered. */
export async function listDevices(db: Kysely<Database>): Promise<z.infer<typeof DeviceList>> {
  const { pack } = await readPublished(db);
  const devices = await db
    .selectFrom('devices')
    .select(['device_id', 'device_code', 'last_sequence', 'last_seen_at', 'revoked_at'])
    .orderBy('device_code')
    .execute();
  const operators = await db
    .selectFrom('operators')
    .select(['device_id', 'operator_id', 'name', 'role'])
    .orderBy('granted_at')
    .execute();
  const counts = await db
    .selectFrom('records')
    .select((select) => ['device_id', select.fn.countAll<number>().as('records')])
    .where('status', '<>', 'replaced')
    .groupBy('device_id')
    .execute();
  return {
    devices: devices.map((device) => ({
      deviceId: device.device_id,
      deviceCode: device.device_code,
      operators: operators
        .filter((operator) => operator.device_id === device.device_id)
        .map((operator) => ({
          operatorId: operator.operator_id,
          name: operator.name,
          role: operator.role,
        })),
      lastSequence: device.last_sequence,
      lastSeenAt: device.last_seen_at?.toISOString() ?? null,
      records: counts.find((count) => count.device_id === device.device_id)?.records ?? 0,
      revokedAt: device.revoked_at?.toISOString() ?? null,
    })),
    areas: pack.areas,
  };
}
