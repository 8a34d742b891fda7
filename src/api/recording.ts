/** The recorded attack that ships, played as if it happened now. */

export interface RecordingState {
  /** `played`: its events are in the store, and nothing more comes. */
  readonly state: 'none' | 'playing' | 'played';
  /** Events that were sent. */
  readonly events: number;
  /** ISO: when the last event comes. */
  readonly until?: string;
}

export interface RecordingRemoved extends RecordingState {
  /** Alerts that were closed. */
  readonly closed: number;
}
