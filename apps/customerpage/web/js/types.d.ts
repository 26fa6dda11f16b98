/** Types of the web pages for the type checker; browsers never load this file. */
import type { CustomerpageView, OrderView, PlaceOrder, ServiceReportView, TestMethodView } from './api-types.js';

export type {
  CarView as Car,
  ExtendOrder as ExtensionRequest,
  ExtensionQuoteView as ExtensionQuote,
  FeeStepView as FeeStep,
  FeeView as CancellationQuote,
  HistoryView as Fact,
  MailsView as Mails,
  OrderView as Order,
  PriceLineView as PriceLine,
  ProviderView as Provider,
  QuoteView as Quote,
  ReturnQuoteView as ReturnQuote,
  ServiceReportView as Report,
  SettlementView as Settlement,
  TestMethodView as TestCard,
} from './api-types.js';

/** A period, as RFC 3339 times with their offset. */
export interface Period {
  from: string;
  to: string;
}

/** A rental as the page knows it: from the customer page, or from an order that was just placed. */
export type Rental = Partial<CustomerpageView> &
  Pick<CustomerpageView, 'orderId' | 'status'> &
  Pick<OrderView, 'productId' | 'qty'>;

/** What the page orders. It leaves a member out instead of sending null. */
export type OrderRequest = { [Member in keyof PlaceOrder]: NonNullable<PlaceOrder[Member]> };

/** The payment provider, and whether a sign-in is needed. */
export interface Config {
  identity: boolean;
  provider: string;
  testCards: TestMethodView[];
}

/** Attributes and, by the name of their event after `on`, listeners of an element. */
export type Props = Record<string, string | number | boolean | null | undefined | ((event: never) => unknown)>;

/** What an element may contain. */
export type Child = Node | string | number | null | undefined | false;

/** What the views of the operator console share. */
export interface Shell {
  refresh: () => void;
  go: (hash: string) => void;
  reports: () => Promise<Reported[]>;
  signIn: () => void;
  failed: (error: unknown) => void;
}

/** One view of the operator console. */
export interface View {
  tab: string;
  title: string;
  params?: Record<string, string | number>;
  nodes: Node[];
  frame(): void;
  read(): Promise<unknown>;
  draw(data: never): void;
}

/** The answer of a service, or the kind of problem. */
export interface Asked<T> {
  service: string;
  answer?: T;
  failed?: string;
}

export type Reported = Asked<ServiceReportView>;
