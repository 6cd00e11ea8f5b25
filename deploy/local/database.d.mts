export interface StartOptions {
  /** The folder of the checkout; everything is kept in its `.portico`. */
  readonly root: string;
  /** A throw-away server for tests. */
  readonly ephemeral?: boolean;
  /** A standing server on this data folder instead of `.portico/data`. */
  readonly dataDir?: string;
  readonly log?: (text: string) => void;
}

export interface RunningDatabase {
  readonly url: string;
  /** Null when the server runs in a container. */
  readonly pid: number | null;
  /** Of a standing server only: starts it again on its port after it was lost. */
  revive?(): Promise<void>;
  stop(): Promise<void>;
}

export function startDatabase(options: StartOptions): Promise<RunningDatabase>;
