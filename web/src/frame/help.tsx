// All keys on one page.
import { Modal } from '@mantine/core';
import { go_keys } from '../areas';
import { useOffice } from '../catalogue/office';
import { useSpeech, type TextKey } from '../texts';
import css from './palette.module.css';

const own_keys: [string, TextKey][] = [
  ['/', 'key_search'],
  ['Ctrl K', 'key_palette'],
  ['n', 'key_new'],
  ['e', 'key_edit'],
  ['c m n t', 'key_entry'],
  ['j', 'key_next'],
  ['k', 'key_previous'],
  ['x', 'key_mark'],
  ['Shift X', 'key_mark_range'],
  ['Ctrl A', 'key_mark_all'],
  ['Enter', 'key_open'],
  ['Alt ←', 'key_width'],
  ['Tab', 'key_tab'],
  ['Esc', 'key_escape'],
  ['?', 'key_help'],
];

export default function Help({ close }: { close: () => void }) {
  const { t, label } = useSpeech();
  const { catalogue } = useOffice();
  const places = Object.entries(go_keys).flatMap(([key, name]) => {
    const entity = catalogue.find(name);
    return entity ? ([[`g ${key}`, label(entity.many)]] as const) : [];
  });
  return (
    <Modal
      opened
      onClose={close}
      title={t('keys_title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <dl className={css['keys']}>
        {[...own_keys.map(([key, text]) => [key, t(text)] as const), ...places].map(([key, text]) => (
          <div key={key}>
            <dt>{text}</dt>
            <dd>
              {key.split(' ').map((one) => (
                <kbd key={one}>{one}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
