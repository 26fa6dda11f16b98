interface Linked {
  id: number;
  _links: { self: { href: string } };
}

export interface Order extends Linked {
  productId: string;
  qty: number;
  status: string;
  amount: number;
  currency: string;
  customerId: string;
  createdAt: string;
  updatedAt: string;
}

export interface Payment extends Linked {
  orderId: number;
  productId: string;
  qty: number;
  amount: number;
  currency: string;
  status: string;
}

export interface Delivery extends Linked {
  orderId: number;
  paymentId: number;
  status: string;
}

export interface CustomerPage extends Linked {
  orderId: number;
  productId: string;
  qty: number;
  status: string;
  paymentId: number;
  deliveryId: number;
  amount: number;
  currency: string;
  updatedAt: string;
  history: unknown[];
}

export interface Car {
  productId: string;
  model: string;
  pricePerUnit: number;
  currency: string;
  stock: number;
}

/** One page of a list. */
export interface List<T> {
  _embedded: Record<string, T[]>;
  _links: Record<string, { href: string }>;
  page: { size: number; totalElements: number; totalPages: number; number: number };
}
