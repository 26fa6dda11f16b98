/** Details of a {@link DomainError} beyond its sentence. */
export interface DomainErrorDetails {
  /** Seconds after which another try makes sense; sent as `Retry-After` (RFC 9110, 10.2.3). */
  retryAfter?: number;
  /** The code of this error before it was renamed. Sent for one version as `formerCode`; docs/renamed-names.md lists them. */
  formerCode?: string;
  /** Further members of the problem document (RFC 9457, 3.2). */
  members?: Readonly<Record<string, unknown>>;
}

/** An error that the client receives: a status, a stable code for programs, and a sentence for people. */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  /**
   * @param code never changes once published, such as `order.out_of_stock`
   * @param status an HTTP status of 400 or above
   * @param message what is wrong and, where it helps, what to do; clients see it
   */
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    readonly details: DomainErrorDetails = {},
  ) {
    super(message);
  }
}
