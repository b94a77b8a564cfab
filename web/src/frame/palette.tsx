// Every action under one key: what the page at hand can do stands first, then where to go and what to add. A few letters
// choose, Enter runs the first. Records are found here too.
import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { search } from '../api';
import { keys } from '../api/keys';
import { go_keys } from '../areas';
import { is_added_by_form } from '../catalogue/model';
import { useSpeech, type TextKey } from '../texts';
import { fold } from '../texts/format';
import { as_object } from '../texts/nouns';
import { page_commands, type Command } from '../ui/commands';
import type { AreaEntities } from './navigation';
import css from './palette.module.css';

interface Section {
  text: TextKey;
  commands: Command[];
}

interface Props {
  areas: AreaEntities[];
  rest: Command[];
  close: () => void;
}

function useSections({ areas, rest }: Props): Section[] {
  const { label, language } = useSpeech();
  const navigate = useNavigate();
  const { pathname, search: asked } = useLocation();
  const [here] = useState(page_commands);
  const entities = areas.flatMap((one) => [...one.entities, ...one.further]);
  const key_of = (name: string) => Object.entries(go_keys).find(([, entity]) => entity === name)?.[0];
  return [
    { text: 'palette_here', commands: here },
    {
      text: 'palette_go',
      commands: entities.map((entity) => ({
        text: label(entity.many),
        run: () => void navigate(`/${entity.name}`),
        ...(key_of(entity.name) && { keys: `g ${key_of(entity.name)}` }),
      })),
    },
    {
      text: 'palette_add',
      commands: entities.filter(is_added_by_form).map((entity) => ({
        text: as_object(label(entity.one), language),
        run: () => void navigate(`/${entity.name}/new`, { state: { back: pathname + asked } }),
      })),
    },
    { text: 'palette_rest', commands: rest },
  ];
}

// What fits the letters: all of a section whose name they are, else the commands that have them.
function chosen(sections: Section[], text: string, t: (key: TextKey) => string): Section[] {
  const words = fold(text).split(/\s+/).filter(Boolean);
  return sections.flatMap((section) => {
    const name = fold(t(section.text));
    const commands = section.commands.filter((command) =>
      words.every((word) => `${name} ${fold(command.text)}`.includes(word)),
    );
    return commands.length > 0 ? [{ ...section, commands }] : [];
  });
}

function useFound(text: string): Section {
  const navigate = useNavigate();
  const [settled] = useDebouncedValue(text.trim(), 120);
  const { data } = useQuery({
    queryKey: keys.search(settled, 'palette'),
    enabled: settled.length > 1,
    queryFn: ({ signal }) => search(settled, undefined, 6, signal),
  });
  const hits = settled.length > 1 ? (data?.hits ?? []) : [];
  return {
    text: 'palette_found',
    commands: hits.map((hit) => ({
      text: [hit.title, hit.subtitle].filter(Boolean).join(' · '),
      run: () => void navigate(`/${hit.entity}/${hit.id}`),
    })),
  };
}

function Commands({
  sections,
  at,
  set_at,
  run,
}: {
  sections: Section[];
  at: number;
  set_at: (at: number) => void;
  run: (command: Command) => void;
}) {
  const { t } = useSpeech();
  let index = -1;
  return sections.map((section) => (
    <div key={section.text} role="group" aria-label={t(section.text)}>
      <p className={css['heading']} aria-hidden="true">
        {t(section.text)}
      </p>
      {section.commands.map((command) => {
        index += 1;
        const own = index;
        return (
          <div
            key={own}
            id={`palette-${own}`}
            role="option"
            aria-selected={own === at}
            className={css['action']}
            onMouseMove={() => set_at(own)}
            onClick={() => run(command)}
          >
            <span>{command.text}</span>
            {command.keys?.split(' ').map((one) => (
              <kbd key={one} aria-hidden="true">
                {one}
              </kbd>
            ))}
          </div>
        );
      })}
    </div>
  ));
}

export default function Palette(props: Props) {
  const { t } = useSpeech();
  const [text, set_text] = useState('');
  const [at, set_at] = useState(0);
  const found = useFound(text);
  const sections = chosen(useSections(props), text, t);
  if (found.commands.length > 0) sections.push(found);
  const shown = sections.flatMap((section) => section.commands);
  const run = (command: Command | undefined) => {
    if (!command) return;
    props.close();
    command.run();
  };
  return (
    <Modal
      opened
      onClose={props.close}
      withCloseButton={false}
      title={null}
      aria-label={t('palette')}
      padding={0}
      yOffset="12vh"
      size="md"
      transitionProps={{ duration: 0 }}
    >
      <input
        className={css['input']}
        data-autofocus
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={`palette-${at}`}
        aria-label={t('palette_placeholder')}
        placeholder={t('palette_placeholder')}
        value={text}
        onChange={(event) => {
          set_text(event.currentTarget.value);
          set_at(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            const next = (at + (event.key === 'ArrowDown' ? 1 : -1) + shown.length) % (shown.length || 1);
            set_at(next);
            document.getElementById(`palette-${next}`)?.scrollIntoView({ block: 'nearest' });
          } else if (event.key === 'Enter') run(shown[at]);
        }}
      />
      <div id="palette-list" role="listbox" aria-label={t('palette')} className={css['list']}>
        <Commands sections={sections} at={at} set_at={set_at} run={run} />
      </div>
      {shown.length === 0 && <p className={css['none']}>{t('palette_nothing')}</p>}
    </Modal>
  );
}
