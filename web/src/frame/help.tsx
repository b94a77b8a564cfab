// All keys on one page, gathered by where they work.
import { Modal } from '@mantine/core';
import { go_keys } from '../areas';
import { useOffice } from '../catalogue/office';
import { useSpeech, type TextKey } from '../texts';
import css from './palette.module.css';

const own_keys: [heading: TextKey, keys: [keys: string, text: TextKey][]][] = [
  [
    'keys_everywhere',
    [
      ['/', 'key_search'],
      ['Ctrl K', 'key_palette'],
      ['n', 'key_new'],
      ['e', 'key_edit'],
      ['Esc', 'key_escape'],
      ['?', 'key_help'],
    ],
  ],
  ['keys_file', [['c m n t', 'key_entry']]],
  [
    'keys_list',
    [
      ['j', 'key_next'],
      ['k', 'key_previous'],
      ['Enter', 'key_open'],
      ['Tab', 'key_tab'],
      ['x', 'key_mark'],
      ['Shift X', 'key_mark_range'],
      ['Ctrl A', 'key_mark_all'],
      ['Alt ←', 'key_width'],
    ],
  ],
];

export default function Help({ close }: { close: () => void }) {
  const { t, label } = useSpeech();
  const { catalogue } = useOffice();
  const places = Object.entries(go_keys).flatMap(([key, name]): [string, string][] => {
    const entity = catalogue.find(name);
    return entity ? [[`g ${key}`, label(entity.many)]] : [];
  });
  const sections: [string, [string, string][]][] = [
    ...own_keys.map(([heading, keys]): [string, [string, string][]] => [
      t(heading),
      keys.map(([key, text]) => [key, t(text)]),
    ]),
    [t('palette_go'), places],
  ];
  return (
    <Modal
      opened
      onClose={close}
      title={t('keys_title')}
      size={720}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <div className={css['keys']}>
        {sections.map(([heading, keys]) => (
          <section key={heading}>
            <h3 className={css['heading']}>{heading}</h3>
            <dl>
              {keys.map(([key, text]) => (
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
          </section>
        ))}
      </div>
    </Modal>
  );
}
