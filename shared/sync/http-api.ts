import { z } from 'zod';
import { Area } from '../domain/area.ts';
import { Assignments } from '../domain/assignment.ts';
import { ProgrammeDraft, ProgrammePolicy } from '../domain/programme.ts';
import { RoleName } from '../domain/role.ts';

/**
 * Bodies of the server's routes. Binary things (requests, grants, packs, decisions: signed messages) travel as
 * base64url text inside JSON; batches and receipts travel as they are (`application/octet-stream`).
 */
const B64 = z.string().regex(/^[\w-]+$/u);

/** Content type of `.fsbatch` and `.fsreceipt` bodies. */
export const BINARY_CONTENT_TYPE = 'application/octet-stream';

/** Paths of version 1; `:id` parameters as the router writes them. Rejection and revocation are PUT, without a body. */
export const ROUTES = {
  health: '/v1/health',
  ready: '/v1/ready',
  openApi: '/v1/openapi.json',
  serverInfo: '/v1/server-info',
  claimCode: '/v1/provisioning/claims',
  submitRequest: '/v1/provisioning/requests',
  pendingRequests: '/v1/provisioning/requests',
  requestGrant: '/v1/provisioning/requests/:requestHash/grant',
  rejectRequest: '/v1/provisioning/requests/:requestHash/rejection',
  approveFile: '/v1/provisioning/requests/:requestHash/file',
  peopleWithoutLaptop: '/v1/provisioning/people',
  publishPack: '/v1/programme/pack',
  programmePack: '/v1/programme/pack',
  token: '/v1/token',
  batches: '/v1/batches',
  receipt: '/v1/batches/:batchHash/receipt',
  attachment: '/v1/attachments/:hash',
  uploads: '/v1/uploads',
  upload: '/v1/uploads/:batchHash',
  reviewRecords: '/v1/review/records',
  decisions: '/v1/decisions',
  devices: '/v1/devices',
  revokeDevice: '/v1/devices/:deviceId/revocation',
  lossReport: '/v1/devices/:deviceId/loss-report',
  operators: '/v1/operators',
  leases: '/v1/leases',
  people: '/v1/people',
  personCode: '/v1/people/:operatorId/code',
  personAssignments: '/v1/people/:operatorId/assignments',
} as const;

/** GET server-info (public): who the server is, before anything is trusted. */
export const ServerInfo = z.object({
  programmeId: z.string(),
  programmeName: z.record(z.string(), z.string()),
  serverTime: z.iso.datetime(),
  /** False until the first administrator has published a signed pack. */
  published: z.boolean(),
});

/** POST claims (public, rate-limited): exchanges a one-time code for what the person may set up. */
export const ClaimRequest = z.object({ code: z.string().min(8).max(64) });
export const ClaimResponse = z.object({
  operatorId: z.string(),
  operatorName: z.string(),
  /** Role and areas of the first assignment, as in a grant. */
  role: RoleName,
  areaIds: z.array(z.string()),
  /** Absent in answers of servers that know one role for each person. */
  assignments: Assignments.optional(),
  /** Only for the first administrator, who makes the programme's keys and signs this draft. */
  draft: ProgrammeDraft.nullable(),
  /** The programme's rules so far as the server says; the signed pack decides when the grant is accepted. */
  policy: ProgrammePolicy.optional(),
  serverSigningKey: z.object({ kid: z.string(), key: z.string() }),
});
export type ClaimResponse = Readonly<z.infer<typeof ClaimResponse>>;

/**
 * POST requests (public, the code again; the code is used up by it). The first administrator sends grant and
 * pack along, signed by the very key in the request.
 */
export const SubmitRequest = z.object({
  code: z.string().min(8).max(64),
  request: B64,
  bootstrap: z.object({ grant: B64, pack: B64 }).optional(),
});
export const SubmitResponse = z.object({ requestHash: z.string() });

/** GET requests (administrator). */
export const PendingRequest = z.object({
  request: B64,
  requestHash: z.string(),
  operatorName: z.string(),
  role: RoleName,
  areaIds: z.array(z.string()),
  /** As in a claim. */
  assignments: Assignments.optional(),
  receivedAt: z.iso.datetime(),
});
export const PendingRequests = z.object({ requests: z.array(PendingRequest) });
export type PendingRequest = Readonly<z.infer<typeof PendingRequest>>;

/** GET grant (public: the hash is unguessable and the content sealed). PUT grant (administrator). */
export const GrantResponse = z.discriminatedUnion('state', [
  z.object({ state: z.literal('pending') }),
  z.object({ state: z.literal('rejected') }),
  z.object({ state: z.literal('granted'), grant: B64, pack: B64 }),
]);
export const PutGrant = z.object({ grant: B64 });

/** GET people (administrator): who has not asked for a laptop yet. Role and areas as in a claim. */
export const ListedPerson = z.object({
  operatorId: z.string(),
  operatorName: z.string(),
  role: RoleName,
  areaIds: z.array(z.string()),
  assignments: Assignments,
});
export const PeopleWithoutLaptop = z.object({ people: z.array(ListedPerson) });
export type ListedPerson = Readonly<z.infer<typeof ListedPerson>>;

/** PUT file (administrator): a request that came in a file, with its grant, and the listed person whose laptop it is. */
export const ApproveFile = z.object({
  request: B64,
  grant: B64,
  listedAs: z.string().min(1).max(128),
});

/** GET pack (any signed-in person or device); PUT pack (administrator). */
export const PackBody = z.object({ pack: B64 });

/** POST token (RFC 6749 client credentials with RFC 7523 assertion; DPoP header beside it). */
export const TokenRequest = z.object({
  grant_type: z.literal('client_credentials'),
  client_assertion_type: z.literal('urn:ietf:params:oauth:client-assertion-type:jwt-bearer'),
  client_assertion: z.string().min(1).max(4096),
});
export const TokenResponse = z.object({
  access_token: z.string(),
  token_type: z.literal('DPoP'),
  expires_in: z.number().int(),
});

/** GET review/records?after=CURSOR&limit=N (supervisor): sealed records of the supervisor's areas. */
export const ReviewRecord = z.object({
  /** Position in the server's order of arrival; the next page starts after the last one's. */
  cursor: z.number().int(),
  item: B64,
  itemHash: z.string(),
  receivedAt: z.iso.datetime(),
  status: z.literal(['received', 'approved', 'returned', 'replaced']),
  /** Records that share a token, with the indexes that made them candidates, each as `fieldId/kind`. */
  candidates: z.array(z.object({ recordId: z.string(), by: z.array(z.string()) })),
});
export type ReviewRecord = Readonly<z.infer<typeof ReviewRecord>>;

/**
 * An operator's keys as the administrator vouched for them: the grant names the request by its hash, the
 * request holds the keys. A client believes these two signatures, not the server (see voucher.ts).
 */
export const Voucher = z.object({ grant: B64, request: B64 });
export type Voucher = Readonly<z.infer<typeof Voucher>>;

/** `operators` holds a voucher for each operator id that signed an item of the page. */
export const ReviewPage = z.object({
  records: z.array(ReviewRecord),
  operators: z.record(z.string(), Voucher),
  /** Vouchers for other keys of the same operators: those of laptops that they worked with before. */
  earlier: z.array(Voucher).optional(),
  more: z.boolean(),
});

/** POST decisions (supervisor), up to 200 at once; a decision already held is taken as it is. */
export const PostDecisions = z.object({ decisions: z.array(B64).min(1).max(200) });
export const PostedDecisions = z.object({
  results: z.array(
    z.object({
      recordId: z.string(),
      outcome: z.literal(['accepted', 'already-held', 'already-decided']),
    }),
  ),
});

/** GET decisions?after=CURSOR&limit=N (device or operator): those on the device's records. */
export const DecisionPage = z.object({
  serverTime: z.iso.datetime(),
  decisions: z.array(
    z.object({
      cursor: z.number().int(),
      decision: B64,
    }),
  ),
  /** A voucher for each supervisor id that signed a decision of the page. */
  supervisors: z.record(z.string(), Voucher),
  more: z.boolean(),
});

/** GET devices (administrator). */
export const DeviceSummary = z.object({
  deviceId: z.string(),
  deviceCode: z.string(),
  operators: z.array(z.object({ operatorId: z.string(), name: z.string(), role: RoleName })),
  lastSequence: z.number().int(),
  lastSeenAt: z.iso.datetime().nullable(),
  records: z.number().int(),
  revokedAt: z.iso.datetime().nullable(),
});
export const DeviceList = z.object({ devices: z.array(DeviceSummary), areas: z.array(Area) });
export type DeviceSummary = Readonly<z.infer<typeof DeviceSummary>>;

/** Problem details (RFC 9457) of every error answer; `code` is of the closed table. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  requestId: z.string(),
});
