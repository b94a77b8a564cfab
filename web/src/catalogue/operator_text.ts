// How an operator is called beside a field of a kind.
import type { Field } from '../api';
import type { TextKey } from '../texts';
import type { Operator } from './where';

const operator_texts: Record<Operator, TextKey> = {
  '=': 'op_is',
  '<>': 'op_is_not',
  '>=': 'op_at_least',
  '<=': 'op_at_most',
  contains: 'op_contains',
  starts: 'op_starts',
  in: 'op_is',
  in_period: 'op_in_period',
  'is null': 'op_empty',
  'is not null': 'op_filled',
};

export function operator_text(field: Field | undefined, operator: Operator): TextKey {
  const dated = field?.type === 'date' || field?.type === 'instant';
  if (dated && operator === '>=') return 'op_from';
  if (dated && operator === '<=') return 'op_to';
  return operator_texts[operator];
}
