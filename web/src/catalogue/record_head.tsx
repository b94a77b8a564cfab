// The head of a record: what it is called, how it stands, what may be done with it, how to reach whom it is about.
import { ActionIcon, Button, Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import {
  act_on_record,
  change_record,
  delete_record,
  type Entity,
  type Field,
  type FullRecord,
  type Move,
  type Value,
} from '../api';
import { keys } from '../api/keys';
import { useSpeech } from '../texts';
import { format_instant } from '../texts/format';
import { Icon, type IconName } from '../ui/icon';
import { toast } from '../ui/toast';
import { useNarrow } from './list_table';
import { form_fields, is_changeable, is_empty, shown_fields, plain, title_of } from './model';
import { useFrozen, useOffice } from './office';
import css from './record.module.css';
import { forget_lists, problem_text, useSave, useUndo } from './saving';
import { choice_label, outside_link } from './show';

// Call, write, look at the map: what one does with a client on the way.
export function Outside({ entity, record }: { entity: Entity; record: FullRecord }) {
  const { t } = useSpeech();
  const links: { href: string; icon: IconName; text: string; verb: string }[] = [];
  for (const field of shown_fields(entity)) {
    const text = plain((record[field.name] ?? null) as Value);
    const href = text && field.type === 'text' ? outside_link(field, text) : null;
    if (!href) continue;
    const [icon, verb] = href.startsWith('tel:')
      ? (['phone', 'call'] as const)
      : href.startsWith('mailto:')
        ? (['mail', 'mail'] as const)
        : (['globe', 'website'] as const);
    if (!links.some((one) => one.href === href)) links.push({ href, icon, text, verb: t(verb) });
  }
  const [street, code, city] = ['address_street', 'address_postal_code', 'address_city'].map((name) =>
    plain((record[name] ?? null) as Value),
  );
  if (city) {
    const place = [street, [code, city].filter(Boolean).join(' ')].filter(Boolean).join(', ');
    links.push({
      href: `https://www.openstreetmap.org/search?query=${encodeURIComponent(place)}`,
      icon: 'map',
      text: place,
      verb: t('map'),
    });
  }
  if (links.length === 0) return null;
  return (
    <ul className={css['outside']}>
      {links.map((one) => (
        <li key={one.href}>
          <a
            href={one.href}
            rel="noopener noreferrer"
            target={one.href.startsWith('http') ? '_blank' : undefined}
          >
            <Icon name={one.icon} size={16} /> <span className={css['verb']}>{one.verb}</span>
            <span className={css['reach']}>{one.text.replace(/^https?:\/\/(www\.)?/, '')}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

export function Foot({ record }: { record: FullRecord }) {
  const { t, language } = useSpeech();
  const { session } = useOffice();
  const when = (name: string) => format_instant(String(record[name]), language, session.office.time_zone);
  const who = (name: string) => plain((record[name] ?? null) as Value);
  if (is_empty(record['created_at'] as Value)) return null;
  return (
    <p className={css['foot']}>
      {who('created_by')
        ? t('created_by', { when: when('created_at'), who: who('created_by') })
        : t('created', { when: when('created_at') })}
      {!is_empty(record['changed_at'] as Value) && record['changed_at'] !== record['created_at'] && (
        <>
          {' '}
          ·{' '}
          {who('changed_by')
            ? t('changed_by', { when: when('changed_at'), who: who('changed_by') })
            : t('changed', { when: when('changed_at') })}
        </>
      )}
    </p>
  );
}

export function useRecordActions(entity: Entity, record: FullRecord) {
  const speech = useSpeech();
  const client = useQueryClient();
  const navigate = useNavigate();
  const location = useLocation();
  const { written } = useSave(entity.name);
  const take_back = useUndo();
  const say = (error: unknown) => toast({ text: problem_text(error, speech.error), is_error: true });

  const move = async (field: Field, to: Move, is_final: boolean) => {
    try {
      const set = { [field.name]: to.to };
      const answer =
        to.action === 'change'
          ? await change_record(entity.name, record.id, record.rev, set)
          : await act_on_record(entity.name, record.id, to.action, record.rev, set);
      written(
        answer,
        speech.t('saved', { what: `${speech.label(field.label)} → ${choice_label(field, to.to, speech)}` }),
        !is_final && (to.action !== 'change' || is_changeable(field)),
      );
    } catch (error) {
      say(error);
    }
  };
  const remove = async () => {
    try {
      const { op } = await delete_record(entity.name, record.id, record.rev);
      forget_lists(client, entity.name);
      client.removeQueries({ queryKey: keys.record(entity.name, record.id) });
      toast({
        text: speech.t('deleted_toast', { what: title_of(entity, record) }),
        action: { label: speech.t('undo'), run: () => void take_back(op) },
      });
      void navigate((location.state as { back?: string } | null)?.back ?? `/${entity.name}`);
    } catch (error) {
      say(error);
    }
  };
  return { move, remove };
}

interface Step {
  key: string;
  text: string;
  is_final: boolean;
  run: () => void;
}

// What a state may become: by an action with a right of its own, or by whoever may write the field.
function useSteps(entity: Entity, record: FullRecord): Step[] {
  const speech = useSpeech();
  const { t, known } = speech;
  const { move } = useRecordActions(entity, record);
  const may = record.may ?? {};
  return shown_fields(entity)
    .filter((field) => field.type === 'state')
    .flatMap((field) =>
      (field.moves ?? [])
        .filter((one) => one.from === record[field.name] && may[one.action])
        .filter((one) => one.action !== 'change' || is_changeable(field))
        .map((one): Step => {
          const key = `move_${one.to}`;
          const is_final = !!field.choices?.find((choice) => choice.code === one.to)?.is_final;
          return {
            key: field.name + one.to,
            text: known(key) ? t(key) : t('move_to', { state: choice_label(field, one.to, speech) }),
            is_final,
            run: () => void move(field, one, is_final),
          };
        }),
    );
}

// What nothing leads back from is asked for twice.
function useAsked() {
  const { t } = useSpeech();
  const [asked, set_asked] = useState('');
  return {
    forget: () => set_asked(''),
    is_asked: (step: Step) => asked === step.key,
    text: (step: Step) => (asked === step.key ? t('move_for_good', { text: step.text }) : step.text),
    act: (step: Step) => {
      if (step.is_final && asked !== step.key) return set_asked(step.key);
      set_asked('');
      step.run();
    },
  };
}

function StepButtons({ steps }: { steps: Step[] }) {
  const { forget, is_asked, text, act } = useAsked();
  const is_frozen = useFrozen();
  return steps.map((step) => (
    <Button
      key={step.key}
      size="xs"
      variant="default"
      disabled={is_frozen}
      data-urgent={is_asked(step) || undefined}
      onBlur={forget}
      onClick={() => act(step)}
    >
      {text(step)}
    </Button>
  ));
}

function StepItems({ steps }: { steps: Step[] }) {
  const { is_asked, text, act } = useAsked();
  const is_frozen = useFrozen();
  return steps.map((step) => (
    <Menu.Item
      key={step.key}
      disabled={is_frozen}
      closeMenuOnClick={!step.is_final || is_asked(step)}
      onClick={() => act(step)}
    >
      {text(step)}
    </Menu.Item>
  ));
}

export function Actions({ entity, record, edit }: { entity: Entity; record: FullRecord; edit: () => void }) {
  const { t } = useSpeech();
  const { remove } = useRecordActions(entity, record);
  const is_frozen = useFrozen();
  const may = record.may ?? {};
  const steps = useSteps(entity, record);
  // On a phone there is room for a step or two; more of them stand in the menu.
  const are_folded = useNarrow() && steps.length > 2;
  return (
    <div className={css['actions']} data-print="no">
      <div className={css['moves']}>{!are_folded && <StepButtons steps={steps} />}</div>
      <div className={css['always']}>
        {may['change'] && form_fields(entity).length > 0 && (
          <Button
            size="xs"
            variant="default"
            disabled={is_frozen}
            leftSection={<Icon name="edit" size={16} />}
            onClick={edit}
          >
            {t('edit')}
          </Button>
        )}
        <Menu position="bottom-end" shadow="md" width={240}>
          <Menu.Target>
            <ActionIcon variant="default" size={30} aria-label={t('more_actions')}>
              <Icon name="more" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {are_folded && <StepItems steps={steps} />}
            {are_folded && <Menu.Divider />}
            <Menu.Item onClick={() => window.print()}>{t('print')}</Menu.Item>
            <Menu.Item component={Link} to={`/${entity.name}/${record.id}/why`}>
              {t('why')}
            </Menu.Item>
            {entity.is_mergeable && may['change'] && may['delete'] && (
              <Menu.Item component={Link} to={`/${entity.name}/merge?ids=${record.id}`} disabled={is_frozen}>
                {t('merge_with')}
              </Menu.Item>
            )}
            {may['delete'] && (
              <Menu.Item color="var(--red)" disabled={is_frozen} onClick={() => void remove()}>
                {t('delete')}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </div>
    </div>
  );
}
