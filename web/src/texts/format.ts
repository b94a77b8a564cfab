// Numbers, dates and plurals as people here write them; the API's form is in docs/api.md.
import type { Language } from '../api';

const locales: Record<Language, string> = { pl: 'pl-PL', en: 'en-GB' };
const kept = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function number_format(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const name = `n${language}${JSON.stringify(options)}`;
  let format = kept.get(name) as Intl.NumberFormat | undefined;
  if (!format) kept.set(name, (format = new Intl.NumberFormat(locales[language], options)));
  return format;
}

// Decimal strings are formatted digit by digit: a double would lose the grosz of large amounts. Noughts behind the last
// of `least` places are left out.
export function format_decimal(text: string, scale: number, language: Language, least = scale): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) return text;
  const [, minus, whole = '0', part = ''] = match;
  const grouped = number_format(language, { useGrouping: true }).format(BigInt(whole));
  const places = part.replace(/0+$/, '').padEnd(least, '0');
  return (minus ? '−' : '') + grouped + (places ? (language === 'pl' ? ',' : '.') + places : '');
}

const symbols: Record<string, string> = { PLN: 'zł', EUR: '€', USD: '$', GBP: '£' };
export const currency_sign = (currency: string): string => symbols[currency] ?? currency;

export function format_money(text: string, currency: string, language: Language): string {
  return `${format_decimal(text, 2, language)}\u00a0${currency_sign(currency)}`.trimEnd();
}

export function format_integer(value: number, language: Language): string {
  return number_format(language, { useGrouping: true }).format(value).replace('-', '−');
}

export function format_date(iso: string, language: Language): string {
  const [year, month, day] = iso.split('-');
  if (!year || !month || !day) return iso;
  return language === 'pl' ? `${day}.${month}.${year}` : `${day}/${month}/${year}`;
}

// The office's, unless this browser has never heard of it: then its own, for a page must show something.
function known_zone(zone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

function parts_in(instant: Date, zone: string): Record<string, string> {
  const name = `zone${zone}`;
  let format = kept.get(name) as Intl.DateTimeFormat | undefined;
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: known_zone(zone),
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
    kept.set(name, format);
  }
  return Object.fromEntries(format.formatToParts(instant).map((part) => [part.type, part.value]));
}

export function format_instant(iso: string, language: Language, zone: string): string {
  const instant = new Date(iso);
  if (Number.isNaN(instant.getTime())) return iso;
  const { year, month, day, hour, minute } = parts_in(instant, zone);
  return `${format_date(`${year}-${month}-${day}`, language)} ${hour}:${minute}`;
}

// What a person typed → the API's form; null when it cannot be read.
export function parse_date(text: string): string | null {
  const trimmed = text.trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(trimmed);
  const own = /^(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4})$/.exec(trimmed);
  const [year, month, day] = iso ? iso.slice(1) : own ? own.slice(1).reverse() : [];
  if (!year || !month || !day) return null;
  const made = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (made.getUTCMonth() !== Number(month) - 1 || made.getUTCDate() !== Number(day)) return null;
  return made.toISOString().slice(0, 10);
}

export function parse_instant(text: string, zone: string): string | null {
  const match = /^(.*?)(?:[ T]+(\d{1,2}):(\d{2}))?$/.exec(text.trim());
  const date = parse_date(match?.[1] ?? '');
  const [hour, minute] = [Number(match?.[2] ?? 0), Number(match?.[3] ?? 0)];
  if (!date || hour > 23 || minute > 59) return null;
  // The zone's offset at the guess, applied; once more because the first guess may stand across a change of clocks.
  const wanted = Date.parse(
    `${date}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00Z`,
  );
  let guess = wanted;
  for (let round = 0; round < 2; round++) {
    const { year, month, day, hour: h, minute: m, second } = parts_in(new Date(guess), zone);
    guess += wanted - Date.parse(`${year}-${month}-${day}T${h}:${m}:${second}Z`);
  }
  return new Date(guess).toISOString();
}

// "12 345,50 zł", "12,345.50" or "12345.5" → "12345.50"; null when it is no number.
export function parse_decimal(text: string): string | null {
  let digits = text.replace(/[\s\u00a0\u202f]|zł|[€$£]|[A-Z]{3}$/g, '').replace('−', '-');
  const comma = digits.lastIndexOf(',');
  const point = digits.lastIndexOf('.');
  if (comma >= 0 && point >= 0) digits = digits.replaceAll(comma > point ? '.' : ',', '');
  digits = digits.replace(',', '.');
  return /^-?\d+(\.\d+)?$/.test(digits) ? digits : null;
}

export function plural(count: number, language: Language): Intl.LDMLPluralRule {
  return new Intl.PluralRules(locales[language]).select(count);
}

// Without case and diacritics: "Łódź" and "lodz" are alike.
export const fold = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll('ł', 'l');
