import { DomainError } from '@carshare/service-kit';

/** Another occupation needs the vehicle, or the booking would exceed its bounds. */
export class ExtensionNotAvailable extends DomainError {
  constructor(id: number, latestTo: Date | null) {
    const latest = latestTo?.toISOString() ?? null;
    const next = latest === null ? 'Bring it back in time.' : `It is free until ${latest}.`;
    super(
      'extension.not_available',
      409,
      `The car of order ${id} is not free until then. ${next} Nothing was charged.`,
      {
        members: { latestTo: latest },
      },
    );
  }
}

export class ExtensionOpen extends DomainError {
  constructor(id: number) {
    super(
      'extension.open',
      409,
      `Order ${id} has an extension that is not settled yet. Read the order a little later.`,
    );
  }
}

export class ExtensionDeclined extends DomainError {
  constructor(orderId: number, reason?: string) {
    super('payment.declined', 402, reason ?? 'The card was declined. Nothing was charged: try another card.', {
      members: { orderId },
    });
  }
}

export class ExtensionUnavailable extends DomainError {
  constructor(orderId: number) {
    super(
      'payment.unavailable',
      503,
      'Payment is not possible at the moment. The booking ends as before. Try again a little later.',
      { retryAfter: 2, members: { orderId } },
    );
  }
}

export class ExtensionUnknown extends DomainError {
  constructor(orderId: number) {
    super(
      'payment.unknown',
      503,
      `Payment has not answered yet. The extension of order ${orderId} is settled automatically and never charged twice. Read the order a little later.`,
      { retryAfter: 5, members: { orderId } },
    );
  }
}
