// Saved views of a list: read once an entity, kept by name in the address (`?view=`), written like any record.
import { useQuery } from '@tanstack/react-query';
import { read_list, type Entity, type Row } from '../api';
import { keys } from '../api/keys';
import { useOffice } from './office';

export interface SavedView extends Row {
  name: string;
  condition: string | null;
  order: string | null;
  columns: string | null;
  widths: string | null;
  grouping: string | null;
}

const columns = 'name,condition,order,columns,widths,grouping,owner,shared_with';

export function useViews(entity: Entity) {
  const { catalogue } = useOffice();
  return useQuery({
    queryKey: keys.list('saved_view', { of: entity.name }),
    enabled: !!catalogue.find('saved_view'),
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const where = `entity = "${entity.name}"`;
      const page = await read_list('saved_view', { where, columns, order: 'name', limit: 200 }, signal);
      return page.rows as SavedView[];
    },
  });
}
