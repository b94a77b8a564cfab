// Pages that only lead on: there is one office, so its list is that record; an import begins with its file.
import { useQuery } from '@tanstack/react-query';
import { Navigate } from 'react-router';
import { read_list } from '../../api';
import { keys } from '../../api/keys';

const first = { columns: 'id', limit: 1 };

export function OnlyOffice() {
  const offices = useQuery({
    queryKey: keys.list('office', first),
    queryFn: ({ signal }) => read_list('office', first, signal),
  });
  const id = offices.data?.rows[0]?.id;
  return id ? <Navigate to={`/office/${id}`} replace /> : null;
}

export const ToImport = () => <Navigate to="/import" replace />;
