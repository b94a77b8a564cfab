// The input of a field by its type. It holds what is typed; the value given back has the API's form, or is the typed
// text when that cannot be read, so that the server's (or the form's) complaint names it.
import { ActionIcon, Checkbox, Select, TextInput } from '@mantine/core';
import { lazy, Suspense, useRef, useState, type ReactNode } from 'react';
import type { Field, LinkValue, Value } from '../api';
import { useSpeech, type Speech } from '../texts';
import {
  currency_sign,
  format_date,
  format_decimal,
  format_instant,
  parse_date,
  parse_decimal,
  parse_instant,
} from '../texts/format';
import { Icon } from '../ui/icon';
import { TextArea } from '../ui/text_area';
import { countries, currencies, languages } from './codes';
import { AnyLinkInput, LinkInput, LinksInput } from './link_input';
import { is_link, plain } from './model';
import { useOffice } from './office';
import { is_recurrence, recurrence_options } from './recurrence';
import { code_name, places_of } from './show';

// Few forms have one, and it is heavy.
const MultiSelect = lazy(() => import('./multi_select'));

export interface ValueInputProps {
  field: Field;
  value: Value;
  onChange: (value: Value) => void;
  error?: ReactNode;
  currency?: string;
  with_label?: boolean;
  autoFocus?: boolean;
  with_help?: boolean;
  inputRef?: (element: HTMLElement | null) => void;
  onBlur?: () => void;
}

// The form's own complaint about what cannot be read; null when the value may be sent.
export function unreadable(field: Field, value: Value): string | null {
  if (typeof value !== 'string' || value === '') return null;
  if (field.type === 'date') return parse_date(value) ? null : 'date_invalid';
  if (field.type === 'instant') return Number.isNaN(Date.parse(value)) ? 'instant_invalid' : null;
  if (field.type === 'money' || field.type === 'decimal')
    return parse_decimal(value) ? null : 'number_invalid';
  if (field.type === 'integer') return 'number_invalid';
  return null;
}

function typed_of(field: Field, value: Value, speech: Speech, zone: string): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  if (field.type === 'date' && /^\d{4}-\d\d-\d\d$/.test(text)) return format_date(text, speech.language);
  if (field.type === 'instant' && text.includes('T')) return format_instant(text, speech.language, zone);
  if (field.type === 'money' || field.type === 'decimal') {
    return field.type === 'money'
      ? format_decimal(text, 2, speech.language)
      : format_decimal(text, field.scale ?? 0, speech.language, places_of(field));
  }
  return text;
}

function read_typed(field: Field, text: string, zone: string): Value {
  if (text.trim() === '') return null;
  switch (field.type) {
    case 'date':
      return parse_date(text) ?? text;
    case 'instant':
      return parse_instant(text, zone) ?? text;
    case 'money':
    case 'decimal':
      return parse_decimal(text) ?? text;
    case 'integer': {
      const number = parse_decimal(text);
      return number !== null && Number.isSafeInteger(Number(number)) ? Number(number) : text;
    }
    default:
      return text;
  }
}

function options_of(field: Field, value: Value, speech: Speech): { value: string; label: string }[] {
  const named = (codes: string[], type: 'region' | 'language') =>
    codes
      .map((value) => ({ value, label: code_name(type, value, speech.language) }))
      .sort((a, b) => a.label.localeCompare(b.label, speech.language));
  if (field.type === 'country') return named(countries, 'region');
  if (field.type === 'language') return named(languages, 'language');
  if (field.type === 'currency') return currencies.map((value) => ({ value, label: value }));
  const held = (code: string) => value === code || (Array.isArray(value) && value.includes(code));
  return (field.choices ?? [])
    .filter((one) => !one.retired || held(one.code))
    .map((one) => ({ value: one.code, label: speech.label(one.label) }));
}

// What a state may become from where it stands (all of them for a new record's filter).
function reachable(field: Field, from: Value): Set<string> | null {
  if (field.type !== 'state' || typeof from !== 'string' || !field.moves?.length) return null;
  const ends = field.moves.filter((move) => move.from === from && move.action === 'change');
  return new Set([from, ...ends.map((move) => move.to)]);
}

function TypedInput(props: ValueInputProps & { common: Common }) {
  const { field, value, common } = props;
  const speech = useSpeech();
  const { session } = useOffice();
  const zone = session.office.time_zone;
  const [draft, set_draft] = useState<string | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const is_date = field.type === 'date';
  const numeric = ['money', 'decimal', 'integer'].includes(field.type);
  const hint = is_date
    ? speech.t('date_hint')
    : field.type === 'instant'
      ? speech.t('instant_hint')
      : undefined;
  return (
    <TextInput
      {...common}
      ref={props.inputRef}
      autoFocus={props.autoFocus}
      placeholder={hint}
      inputMode={numeric ? 'decimal' : undefined}
      autoComplete="off"
      value={draft ?? typed_of(field, value, speech, zone)}
      onChange={(event) => {
        const text = event.currentTarget.value;
        set_draft(text);
        props.onChange(read_typed(field, text, zone));
      }}
      onBlur={() => {
        set_draft(null);
        props.onBlur?.();
      }}
      rightSection={
        is_date ? (
          <>
            <ActionIcon
              variant="subtle"
              color="gray"
              tabIndex={-1}
              aria-label={speech.t('pick_date')}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => picker.current?.showPicker()}
            >
              <Icon name="calendar" size={16} />
            </ActionIcon>
            <input
              ref={picker}
              type="date"
              className="unseen"
              tabIndex={-1}
              aria-hidden="true"
              value={typeof value === 'string' ? value : ''}
              onChange={(event) => {
                set_draft(null);
                props.onChange(event.currentTarget.value || null);
              }}
            />
          </>
        ) : field.type === 'money' && props.currency ? (
          <span data-quiet>{currency_sign(props.currency)}</span>
        ) : undefined
      }
    />
  );
}

interface Common {
  label: ReactNode;
  'aria-label': string | undefined;
  withAsterisk: boolean;
  description: string | undefined;
  error: ReactNode;
}

export function ValueInput(props: ValueInputProps) {
  const { field, value, onChange, with_label = true } = props;
  const speech = useSpeech();
  const [initial_state] = useState(value);
  const name = speech.label(field.label);
  const help = props.with_help && field.help ? speech.label(field.help) : '';
  const common: Common = {
    label: with_label ? name : undefined,
    'aria-label': with_label ? undefined : name,
    withAsterisk: with_label && !!field.required,
    description: help || undefined,
    error: props.error,
  };
  const link = {
    to: field.to,
    label: common.label,
    aria_label: common['aria-label'],
    description: common.description,
    error: props.error,
    required: common.withAsterisk,
    autoFocus: props.autoFocus,
    inputRef: props.inputRef,
    onBlur: props.onBlur,
  };
  const focus = { ref: props.inputRef, autoFocus: props.autoFocus, onBlur: props.onBlur };

  switch (field.type) {
    case 'boolean':
      return (
        <Checkbox
          label={with_label ? name : undefined}
          aria-label={common['aria-label']}
          description={common.description}
          error={props.error}
          {...focus}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'note':
      return (
        <TextArea
          {...common}
          {...focus}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.currentTarget.value || null)}
        />
      );
    case 'choice':
    case 'state':
    case 'country':
    case 'language':
    case 'currency': {
      const open = reachable(field, initial_state);
      return (
        <Select
          {...common}
          {...focus}
          data={options_of(field, value, speech).map((one) => ({
            ...one,
            disabled: !!open && !open.has(one.value),
          }))}
          value={typeof value === 'string' ? value : null}
          searchable={field.type !== 'state' && field.type !== 'choice'}
          clearable={!field.required && field.type !== 'state'}
          clearButtonProps={{ 'aria-label': `${speech.t('link_clear')}: ${name}` }}
          checkIconPosition="right"
          nothingFoundMessage={speech.t('link_nothing')}
          onChange={(code) => onChange(code)}
        />
      );
    }
    case 'choices':
      return (
        <Suspense>
          <MultiSelect
            {...common}
            {...focus}
            data={options_of(field, value, speech)}
            value={Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []}
            onChange={(codes) => onChange(codes.map(String))}
          />
        </Suspense>
      );
    case 'link':
      return <LinkInput {...link} value={value} onChange={onChange} />;
    case 'any_link':
      return <AnyLinkInput {...link} value={value} onChange={onChange} />;
    case 'links':
      return (
        <LinksInput
          {...link}
          value={Array.isArray(value) ? (value.filter(is_link) as LinkValue[]) : []}
          onChange={onChange}
        />
      );
    default:
      if (is_recurrence(field)) {
        return (
          <Select
            {...common}
            {...focus}
            data={recurrence_options(plain(value), speech)}
            value={plain(value) || null}
            clearable
            clearButtonProps={{ 'aria-label': `${speech.t('link_clear')}: ${name}` }}
            checkIconPosition="right"
            onChange={(rule) => onChange(rule)}
          />
        );
      }
      return <TypedInput {...props} common={common} />;
  }
}
