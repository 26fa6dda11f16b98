/** The services of the system, in the order in which an order passes through them. */
export const SERVICES = ['order', 'payment', 'delivery', 'customerpage'] as const;

/** The name of a service: its host, its configuration and its source on the topic begin with it. */
export type ServiceName = (typeof SERVICES)[number];
