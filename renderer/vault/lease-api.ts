/** A person's permission on a laptop, as the administrator signed it. */
export interface OperatorLease {
  /** Names the grant. */
  readonly requestHash: string;
  readonly operatorId: string;
  readonly name: string;
  readonly role: string;
  readonly areaIds: readonly string[];
  readonly deviceCode: string;
  readonly leaseUntil: string;
  readonly lastSeenAt: string | null;
  readonly isRevoked: boolean;
  /** On the laptop that asks. */
  readonly isHere: boolean;
}

/** What a renewal came to, and the same renewals as a file for laptops without a network. */
export interface RenewalReport {
  readonly renewed: number;
  /** Not lengthened: the laptop is revoked, the grant unknown, or it holds as long already. */
  readonly notRenewed: number;
  readonly leaseUntil: string;
  readonly file: Uint8Array<ArrayBuffer>;
}

/** Leases: the administrator lengthens them, laptops take the renewals at sync or from a file. */
export interface LeaseApi {
  /** Every grant that this administrator's key vouches for. */
  listLeases(): Promise<readonly OperatorLease[]>;
  /** Renews these grants for another full lease of the programme, from now on. */
  renewLeases(requestHashes: readonly string[]): Promise<RenewalReport>;
  /**
   * Takes the renewals of a file that are for this laptop; needs no open vault. Answers how many leases grew.
   * Rejects with `lease.tampered`, `lease.not-ours`, `lease.not-longer`.
   */
  applyLeaseFile(bytes: Uint8Array<ArrayBuffer>): Promise<number>;
}
