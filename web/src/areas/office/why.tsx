// What I may do with a record and by which right; for the administrator also who sees it.
import { useQuery } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { read_record, type Entity } from '../../api';
import { keys } from '../../api/keys';
import { read_why, type Why, type WhyLine } from '../../api/why';
import { find_field, title_of } from '../../catalogue/model';
import { useOffice } from '../../catalogue/office';
import { problem_text } from '../../catalogue/saving';
import { useSpeech } from '../../texts';
import { Icon } from '../../ui/icon';
import css from './why.module.css';
import office_css from './office.module.css';
import { useGroups } from './people';
import { condition_text, plain_verbs, verb_text } from './right_words';

// Lines in words; the exact condition stands in the title of each.
function useLines() {
  const speech = useSpeech();
  const { t } = speech;
  const groups = useGroups();
  const said = (line: WhyLine): string => {
    const group = groups.find((one) => one.code === line.group)?.name ?? line.group;
    const scope = condition_text(line.when, speech);
    const who = line.in_place_of?.title;
    return who ? t('why_in_place', { group, scope, who }) : t('why_line', { group, scope });
  };
  return (lines: WhyLine[]): ReactNode => (
    <ul className={css['lines']}>
      {lines.map((line) => (
        <li key={line.group + line.when + line.fields} title={line.when}>
          {said(line)}
          {line.fields === '$' && ` (${t('only_finance')})`}
          {line.fields === '-$' && ` (${t('without_finance')})`}
          {line.holds === null && ` – ${t('why_untold')}`}
        </li>
      ))}
    </ul>
  );
}

function Verbs({ why }: { why: Why }) {
  const speech = useSpeech();
  const { t } = speech;
  const lines = useLines();
  const place = (verb: string) => plain_verbs.indexOf(verb) + 1 || plain_verbs.length + 1;
  const sorted = [...why.verbs].sort((a, b) => place(a.verb) - place(b.verb));
  return (
    <dl className={css['verbs']}>
      {sorted.map(({ verb, may, lines: all }) => (
        <div key={verb} data-may={may || undefined}>
          <dt>{verb_text(verb, speech)}</dt>
          <dd>
            <b>{t(may ? 'why_yes' : 'why_no')}</b>
            {lines(may ? all.filter((one) => one.holds !== false) : all)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Masked({ why, entity }: { why: Why; entity: Entity }) {
  const { t, label } = useSpeech();
  const lines = useLines();
  // Fields under the same lines are told together.
  const by_lines = new Map<string, { names: string[]; lines: WhyLine[] }>();
  for (const one of why.masked) {
    const key = JSON.stringify(one.lines);
    const known = by_lines.get(key) ?? { names: [], lines: one.lines };
    known.names.push(label(find_field(entity, one.field)?.label) || one.field);
    by_lines.set(key, known);
  }
  if (by_lines.size === 0) return null;
  return (
    <section>
      <h2>{t('why_masked')}</h2>
      <dl className={css['verbs']}>
        {[...by_lines.values()].map((one) => (
          <div key={one.names.join()}>
            <dt>{one.names.join(', ')}</dt>
            <dd>
              <b>{t('why_masked_unless')}</b>
              {lines(one.lines)}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function SeenBy({ seen_by }: { seen_by: NonNullable<Why['seen_by']> }) {
  const { t } = useSpeech();
  const lines = useLines();
  const more = seen_by.count - seen_by.users.length;
  const told = [...seen_by.users].sort((a, b) => Number(b.is_certain) - Number(a.is_certain));
  return (
    <section>
      <h2>{t('why_seen_by', { count: seen_by.count })}</h2>
      <dl className={css['verbs']}>
        {told.map((one) => (
          <div key={one.id}>
            <dt>
              <Link to={`/user/${one.id}`}>{one.title}</Link>
            </dt>
            <dd>
              {!one.is_certain && <b>{t('why_perhaps')}</b>}
              {lines(one.lines)}
            </dd>
          </div>
        ))}
      </dl>
      {more > 0 && <p>{t('why_and_more', { count: more })}</p>}
    </section>
  );
}

export function WhyPage() {
  const { entity: name = '', id = '' } = useParams();
  const { t, label, error: say } = useSpeech();
  const entity = useOffice().catalogue.find(name);
  const record = useQuery({
    queryKey: [...keys.record(name, id), 'title'],
    enabled: !!entity,
    queryFn: ({ signal }) => read_record(name, id, signal),
  });
  const why = useQuery({
    queryKey: [...keys.record(name, id), 'why'],
    enabled: !!entity,
    queryFn: ({ signal }) => read_why(name, id, signal),
  });
  const title = entity && record.data ? title_of(entity, record.data) : '';
  useEffect(() => {
    document.title = `${t('why_title')} · ${title || 'Teczka'}`;
  }, [t, title]);
  if (!entity || why.isError)
    return (
      <p role="alert" className="nowhere">
        {entity ? problem_text(why.error, say) : t('not_found')}
      </p>
    );
  return (
    <section className={office_css['page']}>
      <Link to={`/${name}/${id}`} className={css['back']}>
        <Icon name="left" size={14} /> {title || label(entity.one)}
      </Link>
      <h1>{t('why_title')}</h1>
      {why.data && (
        <div className={css['why']}>
          <Verbs why={why.data} />
          <Masked why={why.data} entity={entity} />
          {why.data.seen_by && <SeenBy seen_by={why.data.seen_by} />}
        </div>
      )}
    </section>
  );
}
