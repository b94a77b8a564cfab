// One box that finds anything: results under it as one types, chosen by arrows and Enter. `/` comes here.
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { search, type Hit } from '../api';
import { keys } from '../api/keys';
import { companions } from '../areas';
import { useCompanions } from '../catalogue/companion';
import { plain } from '../catalogue/model';
import { useOffice } from '../catalogue/office';
import { useSpeech } from '../texts';
import { Icon } from '../ui/icon';
import { useShortcuts } from '../ui/shortcuts';
import css from './search_box.module.css';

// What is found as one types; while the answer to the last letters is under way `is_stale` says so.
function useHits(text: string) {
  const [settled] = useDebouncedValue(text.trim(), 120);
  const { data, isPlaceholderData } = useQuery({
    queryKey: keys.search(settled, ''),
    enabled: settled.length > 1,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => search(settled, undefined, 12, signal),
  });
  return {
    settled,
    hits: settled.length > 1 && data ? data.hits : [],
    more: !!data?.more,
    has_answer: !!data,
    is_stale: isPlaceholderData || settled !== text.trim() || (settled.length > 1 && !data),
  };
}

const [[told_entity = '', told] = []] = Object.entries(companions);

function Hits({
  id,
  hits,
  more,
  at,
  is_shown,
  set_at,
  open,
}: {
  id: string;
  hits: Hit[];
  more: boolean;
  at: number;
  is_shown: boolean;
  set_at: (at: number) => void;
  open: (at: number) => void;
}) {
  const { t, label } = useSpeech();
  const { catalogue } = useOffice();
  const beside = useCompanions(
    told,
    hits.filter((hit) => hit.entity === told_entity).map((hit) => hit.id),
  );
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t('search_results')}
      className={css['results']}
      hidden={!is_shown || hits.length === 0}
    >
      {hits.map((hit, index) => {
        const entity = catalogue.find(hit.entity);
        const subtitle = plain(beside.get(hit.id)) || hit.subtitle;
        return (
          <div
            key={hit.entity + hit.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            className={css['hit']}
            onMouseEnter={() => set_at(index)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => open(index)}
          >
            <span className={css['title']}>{hit.title}</span>
            {subtitle && <span className={css['subtitle']}>{subtitle}</span>}
            <span className={css['kind']}>{entity ? label(entity.one) : hit.entity}</span>
          </div>
        );
      })}
      {more && <div className={css['more']}>{t('search_more')}</div>}
    </div>
  );
}

export function SearchBox() {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const location = useLocation();
  const input = useRef<HTMLInputElement>(null);
  const list_id = useId();
  const [text, set_text] = useState('');
  const [opened, set_opened] = useState(false);
  const [at, set_at] = useState(0);
  const { settled, hits, more, has_answer, is_stale } = useHits(text);
  useShortcuts({
    '/': () => {
      input.current?.focus();
      input.current?.select();
    },
  });
  useEffect(() => set_at(0), [settled]);
  const is_shown = opened && text.trim().length > 1 && has_answer;
  const open = (index: number) => {
    const hit = hits[index];
    if (!hit) return;
    set_opened(false);
    set_text('');
    input.current?.blur();
    void navigate(`/${hit.entity}/${hit.id}`, { state: { back: location.pathname + location.search } });
  };
  // Enter waits for the answer: what stands there may fit other letters.
  const [is_eager, set_eager] = useState(false);
  const open_first = useRef(() => open(0));
  useEffect(() => {
    open_first.current = () => open(0);
  });
  useEffect(() => {
    if (!is_eager || is_stale) return;
    set_eager(false);
    open_first.current();
  }, [is_eager, is_stale]);
  const on_key = (event: React.KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      set_at((old) => (hits.length ? (old + step + hits.length) % hits.length : 0));
    } else if (event.key === 'Enter') {
      if (is_stale) set_eager(true);
      else open(at);
    } else if (event.key === 'Escape') {
      if (text) set_text('');
      else input.current?.blur();
    }
  };
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
        onKeyDown={on_key}
      />
      <kbd aria-hidden="true">/</kbd>
      <Hits {...{ hits, more, at, is_shown, set_at, open }} id={list_id} />
      {is_shown && hits.length === 0 && (
        <div className={css['results']} role="status">
          <div className={css['more']}>{t('search_nothing', { text: settled })}</div>
        </div>
      )}
    </div>
  );
}
