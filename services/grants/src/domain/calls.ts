import type { Decision } from '@chiron/contracts/core';
import type { Call, DraftCall, FormInUse } from './call.js';

export interface KeptCall {
  readonly call: Call;
  readonly revision: number;
}

export interface CallsPage {
  readonly limit: number;
  /** the id of the last call of the page before; the newest come first */
  readonly after?: string;
  readonly states: readonly Call['state'][];
}

export abstract class Calls {
  /** Refuses `already-exists` where another call has this code. */
  abstract add(call: DraftCall): Promise<KeptCall>;
  abstract find(id: string): Promise<KeptCall | undefined>;
  /** By its code, in any case. */
  abstract findByCode(code: string): Promise<KeptCall | undefined>;
  /** One more than `limit`, where there are more. */
  abstract list(page: CallsPage): Promise<KeptCall[]>;
  /**
   * Locks the call, decides and stores; events leave with it. Refuses `not-found`.
   * @param match is told the revision before anything is decided, to refuse another one
   */
  abstract change(
    id: string,
    decide: (call: Call, forms: readonly FormInUse[]) => Decision<Call>,
    match?: (revision: number) => void,
  ): Promise<KeptCall>;
}
