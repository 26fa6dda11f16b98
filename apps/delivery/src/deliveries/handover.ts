/** What is recorded when the customer takes the car. */
export interface Handover {
  at: Date;
  /** In whole kilometres. */
  odometer: number | null;
  /** How full the tank or the battery is, in whole percent. */
  level: number | null;
  /** Free text, which no event contains: it may name people. */
  notes: string | null;
}

/** What is recorded when the car comes back. */
export interface Return extends Handover {
  damaged: boolean;
}

/** A record whose time may be left open: it is the present then. */
export type Recorded<T extends Handover> = Omit<T, 'at'> & { at?: Date | undefined };
