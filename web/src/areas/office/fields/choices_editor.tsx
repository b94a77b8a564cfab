// The choices of a field: typed one under the other, each with its colour, moved up and down, retired.
import { ActionIcon, Button, Menu, TextInput } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useSpeech } from '../../../texts';
import { Icon } from '../../../ui/icon';
import { colours, new_choice, type ChoiceDraft } from './definitions';
import css from './fields.module.css';

interface Props {
  choices: ChoiceDraft[];
  change: (choices: ChoiceDraft[]) => void;
  error?: string | undefined;
}

export function ChoicesEditor({ choices, change, error }: Props) {
  const { t, language } = useSpeech();
  const own = language === 'en' ? 'label_en' : 'label_pl';
  const list = useRef<HTMLOListElement>(null);
  const wants_focus = useRef(false);
  useEffect(() => {
    if (!wants_focus.current) return;
    wants_focus.current = false;
    list.current?.querySelector<HTMLInputElement>('li:last-child input')?.focus();
  }, [choices.length]);
  const put = (at: number, one: Partial<ChoiceDraft>) =>
    change(choices.map((choice, place) => (place === at ? { ...choice, ...one } : choice)));
  const move = (at: number, by: number) => {
    const next = [...choices];
    const [one] = next.splice(at, 1);
    if (one) next.splice(at + by, 0, one);
    change(next);
  };
  const add = () => {
    wants_focus.current = true;
    change([...choices, new_choice(colours[choices.length % colours.length])]);
  };
  return (
    <fieldset className={css['choices']}>
      <legend>{t('field_choices')}</legend>
      <ol ref={list}>
        {choices.map((choice, at) => {
          const label = choice[own] || choice.label_pl;
          const about = label || t('field_choice_number', { number: at + 1 });
          return (
            <li key={choice.id} data-retired={choice.is_retired || undefined}>
              <Menu position="bottom-start">
                <Menu.Target>
                  <button
                    type="button"
                    className={css['swatch']}
                    data-colour={choice.colour}
                    aria-label={t('field_choice_colour', {
                      what: about,
                      colour: t(`colour_${choice.colour}`),
                    })}
                  />
                </Menu.Target>
                <Menu.Dropdown>
                  {colours.map((colour) => (
                    <Menu.Item
                      key={colour}
                      leftSection={<span className={css['swatch']} data-colour={colour} aria-hidden="true" />}
                      onClick={() => put(at, { colour })}
                    >
                      {t(`colour_${colour}`)}
                    </Menu.Item>
                  ))}
                </Menu.Dropdown>
              </Menu>
              <TextInput
                aria-label={t('field_choice_number', { number: at + 1 })}
                placeholder={t('field_choice_placeholder')}
                value={choice[own]}
                maxLength={80}
                onChange={(event) => put(at, { [own]: event.currentTarget.value })}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter') return;
                  event.preventDefault();
                  if (choice[own].trim()) add();
                }}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                disabled={at === 0}
                aria-label={t('field_move_up', { what: about })}
                onClick={() => move(at, -1)}
              >
                <Icon name="up" size={16} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                disabled={at === choices.length - 1}
                aria-label={t('field_move_down', { what: about })}
                onClick={() => move(at, 1)}
              >
                <Icon name="down" size={16} />
              </ActionIcon>
              {choice.rev === null ? (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('field_choice_remove', { what: about })}
                  onClick={() => change(choices.filter((_, place) => place !== at))}
                >
                  <Icon name="close" size={16} />
                </ActionIcon>
              ) : (
                <Button
                  size="compact-xs"
                  variant="subtle"
                  aria-label={t(choice.is_retired ? 'field_choice_restore' : 'field_choice_retire', {
                    what: about,
                  })}
                  onClick={() => put(at, { is_retired: !choice.is_retired })}
                >
                  {t(choice.is_retired ? 'field_restore' : 'field_retire')}
                </Button>
              )}
            </li>
          );
        })}
      </ol>
      {error && (
        <p role="alert" className={css['problem']}>
          {error}
        </p>
      )}
      <Button size="compact-sm" variant="subtle" leftSection={<Icon name="plus" size={14} />} onClick={add}>
        {t('field_choice_add')}
      </Button>
    </fieldset>
  );
}
