// Every action under one key: type a few letters, Enter runs the first. Records are found here too.
import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { search } from '../api';
import { keys } from '../api/keys';
import { useSpeech } from '../texts';
import { fold } from '../texts/format';
import css from './palette.module.css';

interface Action {
  text: string;
  run: () => void;
}

export default function Palette({ actions, close }: { actions: Action[]; close: () => void }) {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const [text, set_text] = useState('');
  const [at, set_at] = useState(0);
  const [settled] = useDebouncedValue(text.trim(), 120);
  const { data } = useQuery({
    queryKey: keys.search(settled, 'palette'),
    enabled: settled.length > 1,
    queryFn: ({ signal }) => search(settled, undefined, 6, signal),
  });
  const words = fold(text).split(/\s+/).filter(Boolean);
  const shown: Action[] = [
    ...actions.filter((action) => words.every((word) => fold(action.text).includes(word))),
    ...(settled.length > 1 ? (data?.hits ?? []) : []).map((hit) => ({
      text: [hit.title, hit.subtitle].filter(Boolean).join(' · '),
      run: () => void navigate(`/${hit.entity}/${hit.id}`),
    })),
  ];
  const run = (action: Action | undefined) => {
    if (!action) return;
    close();
    action.run();
  };
  return (
    <Modal
      opened
      onClose={close}
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
        {shown.map((action, index) => (
          <div
            key={action.text + index}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === at}
            className={css['action']}
            onMouseMove={() => set_at(index)}
            onClick={() => run(action)}
          >
            {action.text}
          </div>
        ))}
      </div>
      {shown.length === 0 && <p className={css['none']}>{t('palette_nothing')}</p>}
    </Modal>
  );
}
