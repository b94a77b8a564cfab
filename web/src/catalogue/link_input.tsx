// A linked record by type-ahead: the search endpoint limited to the target, by keyboard alone if one likes.
import { Combobox, Input, Pill, PillsInput, Select, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { read_list, search, type AnyLinked, type Entity, type Hit, type LinkValue, type Value } from '../api';
import { keys } from '../api/keys';
import { useSpeech } from '../texts';
import { fold } from '../texts/format';
import { Icon } from '../ui/icon';
import { is_link, plain, title_of } from './model';
import { useOffice } from './office';

async function first_of(target: Entity, signal: AbortSignal): Promise<Hit[]> {
  const page = await read_list(target.name, { limit: 12, order: target.order }, signal);
  return page.rows.map((row) => ({
    entity: target.name,
    id: row.id,
    title: title_of(target, row),
    subtitle: '',
  }));
}

function useHits(target: Entity | undefined, text: string, enabled: boolean): Hit[] {
  const [settled] = useDebouncedValue(text.trim(), 150);
  const { data, isPlaceholderData } = useQuery({
    queryKey: keys.search(settled, target?.name ?? ''),
    enabled: enabled && !!target,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      if (!target) return [];
      if (settled.length > 1) {
        const { hits } = await search(settled, target.name, 12, signal);
        if (hits.length > 0 || target.is_searched) return hits;
      }
      const first = await first_of(target, signal);
      const wanted = settled.toLowerCase();
      return first.filter((hit) => hit.title.toLowerCase().includes(wanted));
    },
  });
  // While the answer to the last letters is under way only what fits them may be chosen.
  const words = fold(text).split(/\s+/).filter(Boolean);
  const is_stale = isPlaceholderData || settled !== text.trim();
  return (data ?? []).filter((hit) => !is_stale || words.every((word) => fold(hit.title).includes(word)));
}

export interface LinkInputProps {
  id?: string | undefined;
  to: string | undefined;
  label?: ReactNode;
  aria_label?: string | undefined;
  description?: string | undefined;
  error?: ReactNode;
  required?: boolean | undefined;
  autoFocus?: boolean | undefined;
  inputRef?: ((element: HTMLInputElement | null) => void) | undefined;
  onBlur?: (() => void) | undefined;
}

function Options({ hits, nothing }: { hits: Hit[]; nothing: string }) {
  return (
    <Combobox.Dropdown>
      <Combobox.Options mah={280} style={{ overflowY: 'auto' }}>
        {hits.length === 0 && <Combobox.Empty>{nothing}</Combobox.Empty>}
        {hits.map((hit) => (
          <Combobox.Option key={hit.id} value={hit.id}>
            {hit.title}
            {hit.subtitle && <span data-quiet> {hit.subtitle}</span>}
          </Combobox.Option>
        ))}
      </Combobox.Options>
    </Combobox.Dropdown>
  );
}

export function LinkInput({
  value,
  onChange,
  ...rest
}: LinkInputProps & { value: Value; onChange: (value: Value) => void }) {
  const { t } = useSpeech();
  const { catalogue } = useOffice();
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  const [typed, set_typed] = useState<string | null>(null);
  const hits = useHits(rest.to ? catalogue.find(rest.to) : undefined, typed ?? '', box.dropdownOpened);
  const offered = typed ? hits.map((hit) => hit.id).join() : '';
  const { selectFirstOption } = box;
  useEffect(() => {
    if (offered) selectFirstOption();
  }, [offered, selectFirstOption]);
  const current = is_link(value) ? (value.title ?? t('hidden')) : '';
  const leave = () => {
    // Emptied by hand means no link; anything else half-typed falls back to what was chosen.
    if (typed !== null && typed.trim() === '' && value !== null) onChange(null);
    set_typed(null);
    box.closeDropdown();
  };
  return (
    <Combobox
      store={box}
      withinPortal
      onOptionSubmit={(id) => {
        const hit = hits.find((one) => one.id === id);
        if (hit) onChange({ id: hit.id, title: hit.title });
        set_typed(null);
        box.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          id={rest.id}
          ref={rest.inputRef}
          label={rest.label}
          aria-label={rest.aria_label}
          description={rest.description}
          error={rest.error}
          withAsterisk={rest.required}
          autoFocus={rest.autoFocus}
          placeholder={t('link_search')}
          value={typed ?? current}
          autoComplete="off"
          rightSection={<Icon name="search" size={16} />}
          rightSectionPointerEvents="none"
          onChange={(event) => {
            set_typed(event.currentTarget.value);
            box.openDropdown();
            box.updateSelectedOptionIndex();
          }}
          onFocus={(event) => {
            event.currentTarget.select();
          }}
          onClick={() => box.openDropdown()}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && box.dropdownOpened) event.stopPropagation();
          }}
          onBlur={() => {
            leave();
            rest.onBlur?.();
          }}
        />
      </Combobox.Target>
      <Options hits={hits} nothing={t('link_nothing')} />
    </Combobox>
  );
}

// A record of any kind: first which, then the record.
export function AnyLinkInput({
  value,
  onChange,
  ...rest
}: LinkInputProps & { value: Value; onChange: (value: Value) => void }) {
  const { t, label } = useSpeech();
  const { catalogue } = useOffice();
  const linked = is_link(value) && 'entity' in value ? (value as unknown as AnyLinked) : null;
  const [chosen, set_chosen] = useState(linked?.entity ?? '');
  const entity = linked?.entity ?? chosen;
  const kinds = catalogue.entities.filter((one) => !one.is_internal && one.verbs.includes('view'));
  return (
    <Input.Wrapper
      label={rest.label}
      description={rest.description}
      error={rest.error}
      withAsterisk={rest.required ?? false}
      labelElement="div"
    >
      <div style={{ display: 'grid', gridTemplateColumns: 'minmax(110px, 2fr) 3fr', gap: 8 }}>
        <Select
          aria-label={t('link_kind')}
          placeholder={t('link_kind')}
          searchable
          openOnFocus={false}
          autoFocus={rest.autoFocus ?? false}
          data={kinds.map((one) => ({ value: one.name, label: label(one.one) }))}
          value={entity || null}
          onChange={(next) => {
            set_chosen(next ?? '');
            if (next !== linked?.entity) onChange(null);
          }}
        />
        <LinkInput
          key={entity}
          to={entity || undefined}
          aria_label={t('link_record')}
          inputRef={rest.inputRef}
          onBlur={rest.onBlur}
          value={linked ? { id: linked.id, title: linked.title ?? '' } : null}
          onChange={(next) =>
            onChange(is_link(next) && next.id ? { entity, id: next.id, title: next.title ?? '' } : null)
          }
        />
      </div>
    </Input.Wrapper>
  );
}

export function LinksInput({
  value,
  onChange,
  ...rest
}: LinkInputProps & { value: LinkValue[]; onChange: (value: LinkValue[]) => void }) {
  const { t } = useSpeech();
  const { catalogue } = useOffice();
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  const [typed, set_typed] = useState('');
  const hits = useHits(rest.to ? catalogue.find(rest.to) : undefined, typed, box.dropdownOpened).filter(
    (hit) => !value.some((one) => one.id === hit.id),
  );
  return (
    <Combobox
      store={box}
      onOptionSubmit={(id) => {
        const hit = hits.find((one) => one.id === id);
        if (hit) onChange([...value, { id: hit.id, title: hit.title }]);
        set_typed('');
      }}
    >
      <Combobox.DropdownTarget>
        <PillsInput
          label={rest.label}
          description={rest.description}
          error={rest.error}
          withAsterisk={rest.required}
          onClick={() => box.openDropdown()}
        >
          <Pill.Group>
            {value.map((one, at) => (
              <Pill
                key={one.id ?? at}
                withRemoveButton={!!one.id}
                removeButtonProps={{ 'aria-label': `${t('link_clear')}: ${plain(one)}`, tabIndex: 0 }}
                onRemove={() => onChange(value.filter((other) => other !== one))}
              >
                {one.title ?? t('hidden')}
              </Pill>
            ))}
            <Combobox.EventsTarget>
              <PillsInput.Field
                ref={rest.inputRef}
                aria-label={rest.aria_label}
                autoFocus={rest.autoFocus}
                value={typed}
                placeholder={value.length ? '' : t('link_search')}
                onFocus={() => box.openDropdown()}
                onBlur={() => {
                  box.closeDropdown();
                  set_typed('');
                  rest.onBlur?.();
                }}
                onChange={(event) => {
                  set_typed(event.currentTarget.value);
                  box.openDropdown();
                  box.updateSelectedOptionIndex();
                }}
                onKeyDown={(event) => {
                  if (event.key === 'Backspace' && !typed) onChange(value.slice(0, -1));
                }}
              />
            </Combobox.EventsTarget>
          </Pill.Group>
        </PillsInput>
      </Combobox.DropdownTarget>
      <Options hits={hits} nothing={t('link_nothing')} />
    </Combobox>
  );
}
