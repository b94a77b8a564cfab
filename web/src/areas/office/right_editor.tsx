// One cell of the table of rights: chosen, seen who gains or loses, then decided.
import { Button, Modal, Radio, Select, Textarea } from '@mantine/core';
import '@mantine/core/styles/Radio.css';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { create_record } from '../../api';
import { preview_right, type Right, type RightDecision } from '../../api/accounts';
import { forget_lists, problem_text } from '../../catalogue/saving';
import { useSpeech } from '../../texts';
import { format_integer } from '../../texts/format';
import css from './office.module.css';
import { condition_text, conditions_of, said_of_change, verb_text, type Cell } from './right_words';

const custom = 'custom';
const same = 'same';

function Preview({ decision }: { decision: RightDecision }) {
  const { t, error: say, language } = useSpeech();
  const [asked] = useDebouncedValue(decision, 400);
  const preview = useQuery({
    queryKey: ['rights', 'preview', asked],
    queryFn: () => preview_right(asked),
    retry: false,
    staleTime: 0,
  });
  if (preview.error) return <p className={css['problem']}>{problem_text(preview.error, say)}</p>;
  if (!preview.data) return <p className={css['lead']}>{t('right_counting')}</p>;
  const { users, more, limit } = preview.data;
  const number = (count: number) =>
    count > limit ? `${format_integer(limit, language)}+` : format_integer(count, language);
  if (users.length === 0) return <p className={css['lead']}>{t('group_empty')}</p>;
  return (
    <table className={css['effects']}>
      <thead>
        <tr>
          <th>{t('right_who')}</th>
          <th>{t('right_before')}</th>
          <th>{t('right_after')}</th>
          <th>{t('right_gains')}</th>
          <th>{t('right_loses')}</th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <tr key={user.id}>
            <td>{user.title}</td>
            <td>{number(user.before)}</td>
            <td>{number(user.after)}</td>
            <td>{user.gains > 0 ? `+${number(user.gains)}` : '–'}</td>
            <td>{user.loses > 0 ? `−${number(user.loses)}` : '–'}</td>
          </tr>
        ))}
        {more > 0 && (
          <tr>
            <td colSpan={5}>{t('right_more_users', { count: more })}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

export function RightEditor({ cell, rights, close }: { cell: Cell; rights: Right[]; close: () => void }) {
  const speech = useSpeech();
  const { t, label, error: say } = speech;
  const client = useQueryClient();
  const { group, entity, verb, lines } = cell;
  const options = conditions_of(rights, entity.name);
  const records = lines.find((one) => one.fields === '*' || one.fields === '-$');
  const money = lines.find((one) => one.fields === '$');
  const was = records?.when ?? 'false';
  const [choice, set_choice] = useState(options.includes(was) ? was : custom);
  const [written, set_written] = useState(was);
  const [finance, set_finance] = useState(money ? money.when : records?.fields === '-$' ? 'false' : same);
  const [field, set_field] = useState<string | null>(null);
  const [problem, set_problem] = useState<unknown>(null);
  const [waits, set_waits] = useState(false);
  const condition = choice === custom ? written : choice;
  const has_finance = rights.some(
    (one) => one.entities.includes(entity.name) && (one.fields === '$' || one.fields === '-$'),
  );
  const decision: RightDecision = {
    group: group.code,
    entity: entity.name,
    verb,
    field: field ?? '',
    condition,
    finance: field || !has_finance || finance === same ? '' : finance,
  };
  const save = async (is_default: boolean) => {
    set_problem(null);
    try {
      const { record } = await create_record('right', {
        group: group.id,
        entity: entity.name,
        verb,
        field,
        is_default: is_default || null,
        condition: is_default ? null : condition,
        finance: is_default ? null : decision.finance || null,
      });
      forget_lists(client, 'right');
      await client.invalidateQueries({ queryKey: ['rights'] });
      if (record?.['state'] === 'waiting') set_waits(true);
      else close();
    } catch (error) {
      set_problem(error);
    }
  };
  const change = said_of_change(lines, cell.defaults, speech);
  const title = `${group.name}: ${verb_text(verb, speech).toLowerCase()} – ${label(entity.many)}`;
  if (waits)
    return (
      <Modal opened onClose={close} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
        <p role="status">{t('right_waits_now')}</p>
        <Button mt="md" onClick={close}>
          {t('close')}
        </Button>
      </Modal>
    );
  return (
    <Modal opened onClose={close} title={title} size="lg" closeButtonProps={{ 'aria-label': t('close') }}>
      <form
        className={css['right_form']}
        onSubmit={(event) => {
          event.preventDefault();
          void save(false);
        }}
      >
        {(verb === 'view' || verb === 'change') && (
          <Select
            label={t('right_about')}
            placeholder={t('right_whole')}
            clearable
            searchable
            value={field}
            onChange={set_field}
            data={entity.fields.map((one) => ({ value: one.name, label: label(one.label) }))}
          />
        )}
        {change && <p className={css['lead']}>{change}</p>}
        <Radio.Group label={t('right_which')} value={choice} onChange={set_choice}>
          <div className={css['radios']}>
            {options.map((when) => (
              <Radio
                key={when}
                value={when}
                label={when === 'false' ? t('scope_nothing') : condition_text(when, speech)}
                description={when === 'true' || when === 'false' ? undefined : when}
              />
            ))}
            <Radio value={custom} label={t('right_custom')} />
          </div>
        </Radio.Group>
        {choice === custom && (
          <Textarea
            label={t('right_condition')}
            description={t('right_condition_help')}
            autosize
            value={written}
            onChange={(event) => set_written(event.currentTarget.value)}
          />
        )}
        {has_finance && !field && (
          <Select
            label={t('right_finance')}
            allowDeselect={false}
            value={finance}
            onChange={(value) => set_finance(value ?? same)}
            data={[
              { value: same, label: t('right_finance_same') },
              ...[...new Set([...options, finance])]
                .filter((when) => when !== same)
                .map((when) => ({
                  value: when,
                  label: when === 'false' ? t('scope_nothing') : condition_text(when, speech),
                })),
            ]}
          />
        )}
        <h3>{t('right_effect')}</h3>
        {condition.trim() && <Preview decision={decision} />}
        {problem !== null && (
          <p className={css['problem']} role="alert">
            {problem_text(problem, say)}
          </p>
        )}
        <div className={css['buttons']}>
          <Button type="submit">{t('save')}</Button>
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          {lines.some((one) => !one.is_default) && (
            <Button variant="subtle" onClick={() => void save(true)}>
              {t('right_reset')}
            </Button>
          )}
        </div>
      </form>
    </Modal>
  );
}
