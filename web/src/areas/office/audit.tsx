// What happened at the door, newest first: filtered by event, user and days. The server tells it to administrators alone.
import { Button, Select, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import {
  audit_kinds,
  read_audit,
  type AuditDetail,
  type AuditEntry,
  type AuditPerson,
} from '../../api/audit';
import { find_field } from '../../catalogue/model';
import { useOffice } from '../../catalogue/office';
import { problem_text } from '../../catalogue/saving';
import { useSpeech } from '../../texts';
import { format_date, format_instant, format_integer, parse_instant } from '../../texts/format';
import css from './audit.module.css';
import office_css from './office.module.css';
import { text_of, useGroups, useUsers } from './people';
import { condition_text, verb_text } from './right_words';

// Made where nobody is signed in: who did it is not known, and not missing either.
const by_strangers = ['sign_in_failed', 'throttled', 'link_refused', 'token_refused'];
const without_account = ['link_refused', 'token_refused', 'view_began', 'view_ended']; // as a group: of no user

function useDetail(): (entry: AuditEntry) => string {
  const speech = useSpeech();
  const { t, label, language } = speech;
  const { catalogue } = useOffice();
  const groups = useGroups();
  const names = (codes: string[]) =>
    codes.map((code) => groups.find((group) => group.code === code)?.name ?? code).join(', ') || '–';
  const act = (detail: AuditDetail) => (detail.act ? t(`audit_act_${detail.act}`) : '');
  const right = (detail: AuditDetail) => {
    const entity = catalogue.find(detail.entity ?? '');
    const field = entity && detail.field && (label(find_field(entity, detail.field)?.label) || detail.field);
    const verb = verb_text(detail.verb ?? '', speech).toLowerCase();
    const what = [label(entity?.many) || detail.entity, verb, field].filter(Boolean).join(', ');
    const scope = detail.is_default ? t('right_reset') : condition_text(detail.condition ?? 'false', speech);
    return t('audit_right', { act: act(detail), group: names([detail.group ?? '']), what, scope });
  };
  return ({ kind, detail }) => {
    if (kind === 'groups_changed')
      return t('audit_groups', { before: names(detail.before ?? []), after: names(detail.after ?? []) });
    if (kind.startsWith('view_')) {
      const group = detail.group !== undefined && t('audit_view_group', { name: names([detail.group]) });
      return [group, detail.how && t(`audit_how_${detail.how}`)].filter(Boolean).join(' · ');
    }
    if (kind === 'right_decided') return right(detail);
    if (kind === 'substitution')
      return t('audit_stands_in', {
        act: act(detail),
        deputy: detail.deputy ?? '',
        from: format_date(detail.from ?? '', language),
        to: format_date(detail.to ?? '', language),
      });
    if (kind !== 'exported') return detail.name ?? '';
    const what = detail.entity
      ? label(catalogue.find(detail.entity)?.many) || detail.entity
      : t('audit_everything');
    const rows = detail.rows ?? 0;
    return t('audit_rows', {
      what: detail.format ? `${what} (${detail.format.toUpperCase()})` : what,
      count: rows,
      number: format_integer(rows, language),
    });
  };
}

function Entry({ entry }: { entry: AuditEntry }) {
  const { t, language } = useSpeech();
  const { session } = useOffice();
  const detail = useDetail();
  const named = (one: AuditPerson) => one.title || t('audit_gone');
  const who = entry.user ? named(entry.user) : without_account.includes(entry.kind) ? '' : t('audit_no_user');
  const by = !entry.actor
    ? by_strangers.includes(entry.kind)
      ? ''
      : t('audit_by_program')
    : entry.actor.id === entry.user?.id
      ? ''
      : t('audit_by', { name: named(entry.actor) });
  const where = entry.address ? t('audit_address', { address: entry.address }) : '';
  return (
    <li>
      <time dateTime={entry.at}>{format_instant(entry.at, language, session.office.time_zone)}</time>
      <span>
        <strong>{t(`audit_${entry.kind}`)}</strong>
        <small>{detail(entry)}</small>
      </span>
      <span>
        {who}
        <small>{[by, where].filter(Boolean).join(' · ')}</small>
      </span>
    </li>
  );
}

const filters = ['kind', 'user', 'since', 'until'] as const;

export function AuditPage() {
  const { t, error: say } = useSpeech();
  const { session } = useOffice();
  const users = useUsers();
  const [address, set_address] = useSearchParams();
  useEffect(() => {
    document.title = `${t('audit_title')} · Teczka`;
  }, [t]);
  const chosen = (name: (typeof filters)[number]) => address.get(name) ?? '';
  const choose = (name: (typeof filters)[number], value: string) =>
    set_address(
      (before) => {
        if (value) before.set(name, value);
        else before.delete(name);
        return before;
      },
      { replace: true },
    );
  const midnight = (day: string, later: number) => {
    const date = new Date(`${day}T00:00:00Z`);
    if (!day || Number.isNaN(date.getTime())) return '';
    date.setUTCDate(date.getUTCDate() + later);
    return parse_instant(`${date.toISOString().slice(0, 10)} 00:00`, session.office.time_zone) ?? '';
  };
  const question = {
    kind: chosen('kind'),
    user: chosen('user'),
    since: midnight(chosen('since'), 0),
    until: midnight(chosen('until'), 1),
  };
  const pages = useInfiniteQuery({
    queryKey: ['audit', question],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) => read_audit(question, pageParam, signal),
    getNextPageParam: (page) => page.next,
  });
  const entries = pages.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <section className={office_css['page']}>
      <h1>{t('audit_title')}</h1>
      <p className={office_css['lead']}>{t('audit_lead')}</p>
      <div className={css['filters']}>
        <Select
          label={t('audit_kind')}
          placeholder={t('audit_all_kinds')}
          clearable
          searchable
          value={question.kind || null}
          onChange={(value) => choose('kind', value ?? '')}
          data={audit_kinds.map((kind) => ({ value: kind, label: t(`audit_${kind}`) }))}
        />
        <Select
          label={t('audit_user')}
          placeholder={t('audit_all_users')}
          clearable
          searchable
          value={question.user || null}
          onChange={(value) => choose('user', value ?? '')}
          data={(users.data ?? []).map((row) => ({ value: row.id, label: text_of(row, 'name') }))}
        />
        <TextInput
          type="date"
          label={t('audit_since')}
          value={chosen('since')}
          onChange={(event) => choose('since', event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={t('audit_until')}
          value={chosen('until')}
          onChange={(event) => choose('until', event.currentTarget.value)}
        />
      </div>
      {pages.error && (
        <p role="alert" className={office_css['problem']}>
          {problem_text(pages.error, say)}
        </p>
      )}
      <ol className={css['entries']} aria-label={t('audit_title')}>
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
      {pages.isSuccess && entries.length === 0 && (
        <p className={office_css['lead']}>
          {t('audit_none')}{' '}
          {filters.some((name) => chosen(name)) && (
            <Button size="xs" variant="default" onClick={() => set_address({}, { replace: true })}>
              {t('audit_clear')}
            </Button>
          )}
        </p>
      )}
      {pages.hasNextPage && (
        <Button
          className={css['more']}
          variant="default"
          loading={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          {t('audit_more')}
        </Button>
      )}
    </section>
  );
}
