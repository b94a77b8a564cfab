// A value for the eye: as text (history, filters, narrow rows) and as an element (links, chips, amounts).
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Entity, Field, Row, Value } from '../api';
import { useSpeech, type Speech } from '../texts';
import { format_date, format_decimal, format_instant, format_integer, format_money } from '../texts/format';
import { Chip } from '../ui/chip';
import { Icon } from '../ui/icon';
import { Tags } from './tags';
import { currency_of, is_choice, is_empty, is_link, plain } from './model';
import { useOffice, type Office } from './office';
import { is_recurrence, recurrence_text } from './recurrence';

const names = new Map<string, Intl.DisplayNames>();
export function code_name(type: 'region' | 'language', code: string, language: string): string {
  const key = `${type}${language}`;
  let display = names.get(key);
  if (!display) names.set(key, (display = new Intl.DisplayNames(language, { type, fallback: 'code' })));
  try {
    return display.of(code) ?? code;
  } catch {
    return code;
  }
}

export function choice_label(field: Field, code: string, speech: Speech): string {
  const choice = field.choices?.find((one) => one.code === code);
  return choice ? speech.label(choice.label) : code;
}

export interface Around {
  entity: Entity;
  row?: Row | undefined;
}

export function shown_text(
  field: Field,
  value: Value,
  around: Around,
  office: Office,
  speech: Speech,
): string {
  const { language } = speech;
  if (is_empty(value)) return '';
  if (typeof value === 'boolean') return speech.t(value ? 'yes' : 'no');
  if (Array.isArray(value)) {
    return value
      .map((one) => (typeof one === 'string' ? choice_label(field, one, speech) : link_text(one, speech)))
      .join(', ');
  }
  if (is_link(value)) return link_text(value, speech);
  const text = String(value);
  switch (field.type) {
    case 'money':
      return format_money(
        text,
        currency_of(around.entity, field, around.row, office.session.office.currency),
        language,
      );
    case 'decimal':
      return format_decimal(text, field.scale ?? 0, language, places_of(field));
    case 'integer':
      return format_integer(Number(value), language);
    case 'date':
      return format_date(text, language);
    case 'instant':
      return format_instant(text, language, office.session.office.time_zone);
    case 'choice':
    case 'state':
      return choice_label(field, text, speech);
    case 'country':
      return code_name('region', text, language);
    case 'language':
      return code_name('language', text, language);
    default:
      return is_recurrence(field) ? recurrence_text(text, speech) : text;
  }
}

// A price has its two places; a quantity or a percentage those it needs.
export const places_of = (field: Field): number => (field.finance && (field.scale ?? 0) > 2 ? 2 : 0);

function link_text(value: Value, speech: Speech): string {
  if (!is_link(value)) return plain(value);
  if ('hidden' in value && value.hidden) return speech.t('hidden');
  const title = plain(value) || speech.t('nothing');
  return 'deleted' in value && value.deleted ? `${title} (${speech.t('deleted')})` : title;
}

function LinkTo({ entity, value }: { entity: string | undefined; value: Value }) {
  const speech = useSpeech();
  const { catalogue } = useOffice();
  if (!is_link(value)) return null;
  const target = 'entity' in value ? String(value.entity) : entity;
  const known = target ? catalogue.find(target) : undefined;
  const text = link_text(value, speech);
  if (!value.id || !known || ('deleted' in value && value.deleted)) return <span data-quiet>{text}</span>;
  return <Link to={`/${target}/${value.id}`}>{text}</Link>;
}

// Where an address, number or page leads; by the field's name, since these are plain texts to the catalogue.
export function outside_link(field: Field, text: string): string | null {
  if (/(^|_)e?mail$/.test(field.name)) return `mailto:${text}`;
  if (/(^|_)(phone|mobile)$/.test(field.name)) return `tel:${text.replace(/[^\d+]/g, '')}`;
  if (/(^|_)website$/.test(field.name)) return /^https?:\/\//.test(text) ? text : `https://${text}`;
  return null;
}

// What is late shows it at its date, and in its first state where no other field says so.
function is_late_by(field: Field, value: Value, entity: Entity): boolean {
  if (field.type === 'date' || field.type === 'instant') return field.name.startsWith('due_');
  const says_so = (one: Field) => !!one.choices?.some((choice) => choice.code === 'overdue');
  return (
    field.type === 'state' && field.choices?.[0]?.code === value && !entity.fields.some((one) => says_so(one))
  );
}

export function Shown({
  field,
  value,
  entity,
  row,
  is_chip,
}: { field: Field; value: Value; is_chip?: boolean } & Around): ReactNode {
  const speech = useSpeech();
  const office = useOffice();
  if (is_empty(value)) return null;
  if (Array.isArray(value) && field.to === 'tag') return <Tags values={value} />;
  if (Array.isArray(value) && field.type === 'links') {
    return value.map((one, at) => (
      <span key={is_link(one) ? (one.id ?? at) : one}>
        {at > 0 && ', '}
        <LinkTo entity={field.to} value={one} />
      </span>
    ));
  }
  if (is_link(value)) return <LinkTo entity={field.to} value={value} />;
  const text = shown_text(field, value, { entity, row }, office, speech);
  const is_late = row?.['is_overdue'] === true && is_late_by(field, value, entity);
  if (is_late && field.type === 'state') return <Chip code="overdue" place={0} text={speech.t('overdue')} />;
  if (is_late) {
    return (
      <span data-overdue>
        <Icon name="warning" size={14} /> {text}
        <span className="unseen"> {speech.t('overdue')}</span>
      </span>
    );
  }
  if (is_choice(field) && (field.type === 'state' || field.custom || (field.choices?.length ?? 9) <= 5)) {
    const place = field.choices?.findIndex((one) => one.code === value) ?? 0;
    const colour = field.choices?.[place]?.colour;
    return <Chip code={colour ? '' : String(value)} place={place} text={text} colour={colour} />;
  }
  if (is_chip && field.type === 'integer')
    return <Chip code="" place={Number(value) - 1} text={`${speech.label(field.label)} ${text}`} />;
  const href = field.type === 'text' ? outside_link(field, text) : null;
  if (href) {
    return (
      <a href={href} rel="noopener noreferrer" target={href.startsWith('http') ? '_blank' : undefined}>
        {text}
      </a>
    );
  }
  if (text.startsWith('−')) return <span data-negative>{text}</span>;
  return text;
}
