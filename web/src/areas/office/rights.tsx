// The table of rights: what each group may do with each kind of record, changed cell by cell by an administrator.
import { Button, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { read_rights, type Right, type RightKind } from '../../api/accounts';
import { useOffice } from '../../catalogue/office';
import { useSpeech } from '../../texts';
import css from './office.module.css';
import { useGroups } from './people';
import { RightEditor } from './right_editor';
import { plain_verbs, said_of, said_of_change, verb_text, type Cell } from './right_words';
import { WaitingRights } from './rights_waiting';

const lines_of = (rights: Right[], group: string, entity: string, verb: string) =>
  rights.filter(
    (one) => one.groups.includes(group) && one.entities.includes(entity) && one.verbs.includes(verb),
  );

export function RightsPage() {
  const speech = useSpeech();
  const { t, label } = speech;
  const { catalogue } = useOffice();
  const groups = useGroups();
  const rights = useQuery({ queryKey: ['rights'], queryFn: read_rights });
  const [chosen, set_chosen] = useState<string | null>(null);
  const [cell, set_cell] = useState<Cell | null>(null);
  useEffect(() => {
    document.title = `${t('rights_title')} · Teczka`;
  }, [t]);
  const group = groups.find((one) => one.code === chosen) ?? groups[0];
  const all = rights.data?.rights ?? [];
  const replaced = rights.data?.defaults ?? [];
  const entities = (rights.data?.kinds ?? []).filter(
    (entity) => !entity.is_internal && all.some((one) => one.entities.includes(entity.name)),
  );
  const may_change = catalogue.find('right')?.verbs.includes('create') ?? false;
  const others_of = (entity: RightKind) => [
    ...new Set(
      all
        .filter((one) => one.entities.includes(entity.name))
        .flatMap((one) => one.verbs)
        .filter((verb) => !plain_verbs.includes(verb)),
    ),
  ];
  const cell_of = (entity: RightKind, verb: string, with_name = false) => {
    if (!group) return null;
    const lines = lines_of(all, group.code, entity.name, verb);
    const text = said_of(lines, speech);
    const defaults = lines_of(replaced, group.code, entity.name, verb);
    const change = said_of_change(lines, defaults, speech);
    const name = `${label(entity.many)} – ${verb_text(verb, speech)}: ${text}`;
    const content = (
      <>
        {with_name && <small>{verb_text(verb, speech)}: </small>}
        {text}
        {change && <span className={css['changed']} title={change} />}
      </>
    );
    return may_change ? (
      <button
        key={verb}
        type="button"
        className={css['cell']}
        aria-label={change ? `${name} (${change})` : name}
        onClick={() => set_cell({ group, entity, verb, lines, defaults })}
      >
        {content}
      </button>
    ) : (
      <span key={verb} className={css['cell']}>
        {content}
      </span>
    );
  };
  return (
    <section className={css['wide']}>
      <header className={css['head']}>
        <div>
          <h1>{t('rights_title')}</h1>
          <p className={css['lead']}>{t(may_change ? 'rights_lead' : 'rights_lead_read')}</p>
        </div>
        <Button component={Link} to="/user_group" variant="default">
          {label(catalogue.find('user_group')?.many)}
        </Button>
      </header>
      <WaitingRights />
      <div role="group" aria-label={label(catalogue.find('user_group')?.one)} className={css['chips']}>
        {groups.map((one) => (
          <button
            key={one.code}
            type="button"
            aria-pressed={one.code === group?.code}
            onClick={() => set_chosen(one.code)}
          >
            {one.name}
          </button>
        ))}
      </div>
      {!rights.data ? (
        <Loader size="sm" mt="md" />
      ) : (
        <div className={css['matrix']} role="table" aria-label={group?.name ?? ''}>
          <div role="row" className={css['matrix_head']}>
            <span role="columnheader">{t('right_records')}</span>
            {plain_verbs.map((verb) => (
              <span role="columnheader" key={verb}>
                {verb_text(verb, speech)}
              </span>
            ))}
            <span role="columnheader">{t('right_others')}</span>
          </div>
          {entities.map((entity) => (
            <div role="row" key={entity.name} className={css['matrix_row']}>
              <span role="rowheader">{label(entity.many)}</span>
              {plain_verbs.map((verb) => (
                <span role="cell" key={verb} data-verb={verb_text(verb, speech)}>
                  {cell_of(entity, verb)}
                </span>
              ))}
              <span role="cell" className={css['others']} data-verb={t('right_others')}>
                {others_of(entity).map((verb) => cell_of(entity, verb, true))}
              </span>
            </div>
          ))}
        </div>
      )}
      {cell && <RightEditor cell={cell} rights={all} close={() => set_cell(null)} />}
    </section>
  );
}
