// Fields and kinds of records that the office adds: read whole, written together with their choices.
import { ask } from './http';
import { make_id } from './id';
import { read_list } from './index';
import type { Body, Row } from './types';

export type Change = Body<'POST /changes'>['records'][number];

async function read_all(entity: string, columns: string, order: string): Promise<Row[]> {
  const rows: Row[] = [];
  let after: string | undefined;
  do {
    const page = await read_list(entity, { columns, order, limit: 500, ...(after && { after }) });
    rows.push(...page.rows);
    after = page.next;
  } while (after);
  return rows;
}

const of_fields =
  'entity,name,type,label_pl,label_en,help_pl,help_en,to,is_required,is_searched,is_finance,is_hidden,is_retired,' +
  'scale,min,max,checker,initial,position';
const of_choices = 'field,code,label_pl,label_en,colour,position,is_retired';
const of_kinds = 'name,one_pl,many_pl,one_en,many_en,belongs_to,position,is_retired';

export const definitions_key = ['definitions'] as const;
export async function read_definitions() {
  const [fields, choices, kinds] = await Promise.all([
    read_all('custom_field', of_fields, 'position'),
    read_all('custom_choice', of_choices, 'position'),
    read_all('custom_entity', of_kinds, 'position'),
  ]);
  return { fields, choices, kinds };
}

export const change_definitions = (records: Change[]) =>
  ask('POST /changes', { body: { op: make_id(), records } });
