// What a new record begins with, as far as it can be told without the server: the rest it fills in itself.
import type { Entity, Field, Session, Value, Values } from '../api';
import { form_fields } from './model';

function initial_of(field: Field, session: Session): Value {
  const text = field.initial ?? '';
  if (text === 'me') return { id: session.user.id, title: session.user.name };
  if (text === 'today') return session.today;
  if (text === 'now') return new Date().toISOString();
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^"[^"]*"$/.test(text)) return text.slice(1, -1);
  return /^\d+$/.test(text) ? Number(text) : null;
}

export function initial_values(entity: Entity, session: Session): Values {
  return Object.fromEntries(
    form_fields(entity)
      .map((field): [string, Value] => [field.name, initial_of(field, session)])
      .filter(([, value]) => value !== null),
  );
}
