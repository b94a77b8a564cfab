// The title of a record of which only the id is known: in filters and conflicts.
import { useQuery } from '@tanstack/react-query';
import { read_record } from '../api';
import { keys } from '../api/keys';

export function LinkTitle({ entity, id }: { entity: string; id: string }) {
  const { data } = useQuery({
    queryKey: keys.record(entity, id),
    queryFn: ({ signal }) => read_record(entity, id, signal),
    staleTime: 60_000,
  });
  return data?.display ?? '…';
}
