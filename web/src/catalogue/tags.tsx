// The tags of a record as small coloured words. Their colours are those of the tag records, read once.
import { useQuery } from '@tanstack/react-query';
import { read_list, type LinkValue, type Row } from '../api';
import { keys } from '../api/keys';
import { useSpeech } from '../texts';
import css from './tags.module.css';
import { is_link } from './model';

// All tags of the office: a few dozen.
export function useTags() {
  return useQuery({
    queryKey: keys.list('tag', { all: true }),
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<Row[]> =>
      (await read_list('tag', { columns: 'name,colour', order: 'name', limit: 500 }, signal)).rows,
  });
}

export function Tags({ values }: { values: (string | LinkValue)[] }) {
  const { t } = useSpeech();
  const { data } = useTags();
  const colour = (id: string | undefined) => data?.find((tag) => tag.id === id)?.['colour'];
  return (
    <span className={css['tags']}>
      {values.filter(is_link).map((one, at) => (
        <span key={one.id ?? at} className={css['tag']} data-colour={colour(one.id) ?? 'grey'}>
          {one.title ?? t('hidden')}
        </span>
      ))}
    </span>
  );
}
