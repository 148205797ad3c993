export interface ArtifactsOption {
  readonly artifacts?: string;
}

/** Beside the descriptor. */
export const LOCK_NAME = "dpia.lock.json";
