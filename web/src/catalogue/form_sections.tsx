// The inputs of a form under their headings. An address beside the first one is folded while it is empty.
import { Controller, type Control } from 'react-hook-form';
import type { Complaint, Entity, Field, FullRecord, Label, Value, Values } from '../api';
import { useSpeech } from '../texts';
import css from './form.module.css';
import { ValueInput } from './input';
import { currency_of, is_empty, sections_of } from './model';
import { useOffice } from './office';

interface Props {
  entity: Entity;
  record: FullRecord | undefined;
  fields: Field[];
  begun: Values;
  control: Control<Values>;
}

function complaint_of(name: string, error: { message?: string; type?: string | number }): Complaint {
  let parameters: Complaint['parameters'] = {};
  if (typeof error.type === 'string' && error.type.startsWith('{'))
    parameters = JSON.parse(error.type) as Complaint['parameters'];
  return { field: name, code: error.message ?? '', parameters };
}

function Input({
  entity,
  record,
  begun,
  field,
  control,
  is_first,
}: Props & { field: Field; is_first: boolean }) {
  const speech = useSpeech();
  const { session } = useOffice();
  // A record that stood before the field was required may go on without it.
  const is_wanted = field.required || (field.required_new && (!record || !is_empty(begun[field.name])));
  const may_be_empty = !is_wanted || field.type === 'boolean' || !!field.initial;
  return (
    <div className={css['field']} data-wide={field.type === 'note' || undefined}>
      <Controller
        name={field.name}
        control={control}
        rules={{ validate: (value) => may_be_empty || !is_empty(value) || 'required' }}
        render={({ field: bound, fieldState }) => (
          <ValueInput
            field={is_wanted && !field.required ? { ...field, required: true } : field}
            value={bound.value ?? null}
            onChange={bound.onChange}
            onBlur={bound.onBlur}
            inputRef={bound.ref}
            autoFocus={!record && is_first}
            with_help
            currency={currency_of(entity, field, record, session.office.currency)}
            error={fieldState.error && speech.error(complaint_of(field.name, fieldState.error))}
          />
        )}
      />
    </div>
  );
}

// "Adres do korespondencji: ulica" → what it is a part of, and the part.
function part_of(label: Label): { whole: string; part: Label } | null {
  const cut = (text: string) => text.split(': ') as [string, string?];
  const [[whole, pl], [, en]] = [cut(label.pl), cut(label.en)];
  const large = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  return pl && en ? { whole, part: { pl: large(pl), en: large(en) } } : null;
}

type Run = { whole: string | null; fields: Field[] };

// Neighbours that are parts of one thing stand together.
function runs_of(fields: Field[]): Run[] {
  const runs: Run[] = [];
  for (const field of fields) {
    const whole = part_of(field.label)?.whole ?? null;
    const last = runs.at(-1);
    if (last && last.whole === whole) last.fields.push(field);
    else runs.push({ whole, fields: [field] });
  }
  return runs;
}

function Parts({ fields, begun, ...rest }: Props) {
  const { label } = useSpeech();
  const first = fields[0];
  if (!first) return null;
  const whole = label(first.label).split(': ')[0];
  const filled = fields.some((field) => !is_empty((begun[field.name] ?? null) as Value));
  return (
    <details className={css['parts']} open={filled}>
      <summary>
        {whole} {first.help && <small data-quiet>{label(first.help)}</small>}
      </summary>
      <div className={css['grid']}>
        {fields.map((field) => {
          const { help, ...bare } = field;
          const own = { ...bare, label: part_of(field.label)?.part ?? field.label };
          if (help && label(help) !== label(first.help)) Object.assign(own, { help });
          return (
            <Input key={field.name} {...rest} fields={fields} begun={begun} field={own} is_first={false} />
          );
        })}
      </div>
    </details>
  );
}

export function FormSections(props: Props) {
  const { entity, fields } = props;
  const { t, label } = useSpeech();
  return sections_of(entity, fields).map((section, at, all) => (
    <fieldset key={section.code} className={css['section']}>
      <legend className={section.label || all.length > 1 ? undefined : 'unseen'}>
        {section.label ? label(section.label) : t(all.length > 1 ? 'other_group' : 'general')}
      </legend>
      {runs_of(section.fields).map((run) =>
        run.whole && run.fields.length > 2 ? (
          <Parts key={run.whole} {...props} fields={run.fields} />
        ) : (
          <div key={run.fields[0]?.name} className={css['grid']}>
            {run.fields.map((field, place) => (
              <Input key={field.name} {...props} field={field} is_first={at === 0 && place === 0} />
            ))}
          </div>
        ),
      )}
    </fieldset>
  ));
}
