// What may be done with the record one stands on, told to the palette.
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import type { Entity, FullRecord } from '../api';
import { useSpeech } from '../texts';
import { with_book } from '../texts/books';
import { useCommands } from '../ui/commands';
import { column_fields, form_fields, may } from './model';
import { useFrozen } from './office';
import { useRecordActions } from './record_head';

const ListExport = lazy(() => with_book('export', import('./list_export')));

interface Props {
  entity: Entity;
  record: FullRecord;
  go: (name: string, value: string | null) => void;
}

export function RecordCommands({ entity, record, go }: Props): ReactNode {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const { remove } = useRecordActions(entity, record);
  const [is_exporting, set_exporting] = useState(false);
  const allowed = useFrozen() ? {} : (record.may ?? {});
  const may_edit = !!allowed['change'] && form_fields(entity).length > 0;
  useCommands([
    ...(may_edit ? [{ text: t('edit'), keys: 'e', run: () => go('edit', '1') }] : []),
    { text: t('show_history'), run: () => go('tab', 'history') },
    { text: t('print'), run: () => window.print() },
    { text: t('why'), run: () => void navigate(`/${entity.name}/${record.id}/why`) },
    ...(may(entity, 'export') ? [{ text: t('export_record'), run: () => set_exporting(true) }] : []),
    ...(entity.is_mergeable && allowed['change'] && allowed['delete']
      ? [{ text: t('merge_with'), run: () => void navigate(`/${entity.name}/merge?ids=${record.id}`) }]
      : []),
    ...(allowed['delete'] ? [{ text: t('delete'), run: () => void remove() }] : []),
  ]);
  if (!is_exporting) return null;
  return (
    <Suspense>
      <ListExport
        entity={entity}
        where={`id = "${record.id}"`}
        order={entity.order}
        columns={column_fields(entity).map((field) => field.name)}
        close={() => set_exporting(false)}
      />
    </Suspense>
  );
}
