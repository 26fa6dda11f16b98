/** The languages of the calendars. */
const LANGUAGES = ['en', 'ko'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The texts of a calendar. */
export interface CalendarTexts {
  customerCalendar: string;
  vehicleCalendar: (plate: string) => string;
  rental: (model: string) => string;
  order: (id: number) => string;
}

export const TEXTS: Readonly<Record<Language, CalendarTexts>> = {
  en: {
    customerCalendar: 'Car rentals',
    vehicleCalendar: (plate) => `Bookings of ${plate}`,
    rental: (model) => `Car rental: ${model}`,
    order: (id) => `Order ${id}`,
  },
  ko: {
    customerCalendar: '차량 대여',
    vehicleCalendar: (plate) => `${plate} 예약`,
    rental: (model) => `차량 대여: ${model}`,
    order: (id) => `주문 ${id}`,
  },
};

/**
 * The language that a request prefers (RFC 9110, 12.5.4); English when it prefers none of them.
 * @param header the value of `Accept-Language`
 */
export function preferredLanguage(header = ''): Language {
  const ranges = header.split(',').map((range) => {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
    const quality = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean);
    return { language: LANGUAGES.find((known) => known === tag.split('-')[0]), quality: Number(quality ?? 1) };
  });
  const known = ranges.filter(({ language, quality }) => language && quality > 0);
  return known.toSorted((a, b) => b.quality - a.quality)[0]?.language ?? 'en';
}
