// A line of a menu that is ticked or not. Menus with such lines leave the same room before the others: alignItemsLabels="all".
import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { Icon } from './icon';

interface Props {
  is_on: boolean;
  choose: () => void;
  stays_open?: boolean;
  children: ReactNode;
}

export function TickItem({ is_on, choose, stays_open, children }: Props) {
  return (
    <Menu.CheckboxItem
      checked={is_on}
      onChange={choose}
      closeMenuOnClick={!stays_open}
      checkIcon={<Icon name="check" size={16} />}
    >
      {children}
    </Menu.CheckboxItem>
  );
}
