// One box that finds anything: results under it as one types, chosen by arrows and Enter. `/` comes here.
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { search } from '../api';
import { keys } from '../api/keys';
import { useOffice } from '../catalogue/office';
import { useSpeech } from '../texts';
import { Icon } from '../ui/icon';
import { useShortcuts } from '../ui/shortcuts';
import css from './search_box.module.css';

export function SearchBox() {
  const { t, label } = useSpeech();
  const { catalogue } = useOffice();
  const navigate = useNavigate();
  const location = useLocation();
  const input = useRef<HTMLInputElement>(null);
  const list_id = useId();
  const [text, set_text] = useState('');
  const [opened, set_opened] = useState(false);
  const [at, set_at] = useState(0);
  const [settled] = useDebouncedValue(text.trim(), 120);
  const { data, isPlaceholderData } = useQuery({
    queryKey: keys.search(settled, ''),
    enabled: settled.length > 1,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => search(settled, undefined, 12, signal),
  });
  useShortcuts({
    '/': () => {
      input.current?.focus();
      input.current?.select();
    },
  });
  const hits = settled.length > 1 && data ? data.hits : [];
  useEffect(() => set_at(0), [settled]);
  // While the answer to the last letters is under way Enter waits for it: what stands there fits other letters.
  const is_stale = isPlaceholderData || settled !== text.trim() || (settled.length > 1 && !data);
  const [is_eager, set_eager] = useState(false);
  const is_shown = opened && text.trim().length > 1 && !!data;
  const open = (index: number) => {
    const hit = hits[index];
    if (!hit) return;
    set_opened(false);
    set_text('');
    input.current?.blur();
    void navigate(`/${hit.entity}/${hit.id}`, { state: { back: location.pathname + location.search } });
  };
  const choose = () => (is_stale ? set_eager(true) : open(at));
  const open_first = useRef(() => open(0));
  useEffect(() => {
    open_first.current = () => open(0);
  });
  useEffect(() => {
    if (!is_eager || is_stale) return;
    set_eager(false);
    open_first.current();
  }, [is_eager, is_stale]);
  return (
    <div
      className={css['box']}
      role="search"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) set_opened(false);
      }}
    >
      <Icon name="search" size={16} />
      <input
        ref={input}
        type="text"
        role="combobox"
        autoComplete="off"
        spellCheck={false}
        placeholder={t('search')}
        aria-label={t('search')}
        aria-expanded={is_shown}
        aria-controls={list_id}
        aria-autocomplete="list"
        aria-activedescendant={is_shown && hits[at] ? `${list_id}-${at}` : undefined}
        value={text}
        onChange={(event) => {
          set_text(event.currentTarget.value);
          set_eager(false);
          set_opened(true);
        }}
        onFocus={() => set_opened(true)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            const step = event.key === 'ArrowDown' ? 1 : -1;
            set_at((old) => (hits.length ? (old + step + hits.length) % hits.length : 0));
          } else if (event.key === 'Enter') choose();
          else if (event.key === 'Escape') {
            if (text) set_text('');
            else input.current?.blur();
          }
        }}
      />
      <kbd aria-hidden="true">/</kbd>
      <div
        id={list_id}
        role="listbox"
        aria-label={t('search_results')}
        className={css['results']}
        hidden={!is_shown || hits.length === 0}
      >
        {hits.map((hit, index) => {
          const entity = catalogue.find(hit.entity);
          return (
            <div
              key={hit.entity + hit.id}
              id={`${list_id}-${index}`}
              role="option"
              aria-selected={index === at}
              className={css['hit']}
              onMouseEnter={() => set_at(index)}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => open(index)}
            >
              <span className={css['title']}>{hit.title}</span>
              {hit.subtitle && <span className={css['subtitle']}>{hit.subtitle}</span>}
              <span className={css['kind']}>{entity ? label(entity.one) : hit.entity}</span>
            </div>
          );
        })}
        {data?.more && <div className={css['more']}>{t('search_more')}</div>}
      </div>
      {is_shown && hits.length === 0 && (
        <div className={css['results']} role="status">
          <div className={css['more']}>{t('search_nothing', { text: settled })}</div>
        </div>
      )}
    </div>
  );
}
