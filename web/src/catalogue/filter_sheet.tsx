// The filter of a phone: a sheet from the bottom edge.
import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSpeech } from '../texts';
import css from './filter_bar.module.css';

export default function FilterSheet({ close, children }: { close: () => void; children: ReactNode }) {
  const { t } = useSpeech();
  return (
    <Modal
      opened
      onClose={close}
      title={t('filter')}
      closeButtonProps={{ 'aria-label': t('close') }}
      classNames={{ content: css['sheet'] ?? '', inner: css['sheetinner'] ?? '' }}
    >
      <div className={css['stack']}>{children}</div>
    </Modal>
  );
}
