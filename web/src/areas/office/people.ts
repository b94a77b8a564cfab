// Users, groups and what is known of their accounts, as these pages ask for them.
import { useQuery } from '@tanstack/react-query';
import { read_list, type LinkValue, type Row } from '../../api';
import { read_accounts, type Account } from '../../api/accounts';
import { keys } from '../../api/keys';
import { is_link, may } from '../../catalogue/model';
import { useOffice } from '../../catalogue/office';
import { useSpeech } from '../../texts';

export const links_of = (row: Row, field: string): LinkValue[] => {
  const value = row[field];
  return Array.isArray(value) ? (value.filter(is_link) as LinkValue[]) : [];
};
export const text_of = (row: Row, field: string): string => {
  const value = row[field];
  return typeof value === 'string' ? value : '';
};

const all_users = { columns: 'name,login,email,groups,territories,is_active', order: 'name', limit: 500 };
const all_groups = { columns: 'code,name_pl,name_en', order: 'name_pl', limit: 500 };

export const useUsers = () =>
  useQuery({
    queryKey: [...keys.lists('user'), 'people'],
    queryFn: ({ signal }) => read_list('user', all_users, signal).then((page) => page.rows),
  });

export interface Group {
  id: string;
  code: string;
  name: string;
}
export function useGroups(): Group[] {
  const { language } = useSpeech();
  const asked = useQuery({
    queryKey: [...keys.lists('user_group'), 'people'],
    queryFn: ({ signal }) => read_list('user_group', all_groups, signal).then((page) => page.rows),
  });
  return (asked.data ?? []).map((row) => ({
    id: row.id,
    code: text_of(row, 'code'),
    name: text_of(row, language === 'en' ? 'name_en' : 'name_pl'),
  }));
}

// May this user invite, deactivate and make links?
export function useMayManage(): boolean {
  const { catalogue } = useOffice();
  const user = catalogue.find('user');
  return !!user && may(user, 'change');
}

export const accounts_key = ['accounts'] as const;
export function useAccounts(): Map<string, Account> {
  const manages = useMayManage();
  const asked = useQuery({ queryKey: accounts_key, enabled: manages, queryFn: read_accounts });
  return new Map((asked.data?.accounts ?? []).map((one) => [one.user, one]));
}
