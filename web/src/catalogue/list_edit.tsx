// A value changed where it stands in the list: saved at once with the rev that was seen, undo offered, conflicts shown.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import {
  change_record,
  Problem,
  read_record,
  type Entity,
  type Field,
  type FullRecord,
  type Row,
  type Value,
  type Values,
} from '../api';
import { keys } from '../api/keys';
import { useSpeech } from '../texts';
import { toast } from '../ui/toast';
import { Editor, type Save } from './fields';
import css from './list.module.css';
import { sent_values, title_of } from './model';
import { problem_text, replace_in_lists, useSave } from './saving';
import { ConflictView, type Conflict } from './dialogs';

interface Props {
  entity: Entity;
  row: Row;
  field: Field;
  leave: (to?: 'next' | 'previous' | 'stay') => void;
}

// After a conflict: what was chosen as mine is written over what is there now, the rest stays as it is.
function useSettle(entity: Entity) {
  const client = useQueryClient();
  const speech = useSpeech();
  const { written } = useSave(entity.name);
  return async (id: string, names: string[], mine: Values) => {
    try {
      const fresh = await read_record(entity.name, id);
      client.setQueryData(keys.record(entity.name, id), fresh);
      replace_in_lists(client, entity.name, id, fresh as Values);
      if (names.length === 0) return;
      written(
        await change_record(entity.name, id, fresh.rev, sent_values(entity, mine, names)),
        speech.t('merged_toast'),
      );
    } catch (error) {
      toast({ text: problem_text(error, speech.error), is_error: true });
    }
  };
}

export default function CellEditor({ entity, row, field, leave }: Props) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const { save_value } = useSave(entity.name);
  const settle = useSettle(entity);
  const [conflict, set_conflict] = useState<Conflict | null>(null);
  const has_conflict = useRef(false);
  const [record] = useState<FullRecord>(() => ({ ...row, display: title_of(entity, row) }));

  // The list does not tell whether this very row may be changed; the record does.
  useEffect(() => {
    let is_here = true;
    void client
      .fetchQuery({
        queryKey: keys.record(entity.name, row.id),
        queryFn: ({ signal }) => read_record(entity.name, row.id, signal),
        staleTime: 10_000,
      })
      .then((whole) => {
        if (!is_here || whole.may?.['change'] !== false) return;
        toast({ text: t('may_not_change'), is_error: true });
        leave();
      })
      .catch(() => undefined);
    return () => {
      is_here = false;
    };
    // Asked once an editing.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  const save: Save = async (_, value, accept, along) => {
    replace_in_lists(client, entity.name, row.id, { [field.name]: value });
    try {
      await save_value(record, field, value, accept, along);
    } catch (problem) {
      const before = (row[field.name] ?? null) as Value;
      replace_in_lists(client, entity.name, row.id, { [field.name]: before });
      if (problem instanceof Problem && problem.is_conflict) {
        has_conflict.current = true;
        set_conflict({ complaints: problem.complaints, mine: { [field.name]: value } });
      }
      throw problem;
    }
  };

  return (
    <div className={css['celleditor']}>
      <Editor
        entity={entity}
        record={record}
        field={field}
        save={save}
        leave={(to) => {
          if (!has_conflict.current) leave(to);
        }}
      />
      {conflict && (
        <ConflictView
          entity={entity}
          conflict={conflict}
          cancel={() => leave()}
          settle={(names) => {
            leave();
            void settle(row.id, names, conflict.mine);
          }}
        />
      )}
    </div>
  );
}
