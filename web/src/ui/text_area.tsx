// Several lines of text. It grows with them where the browser can (field-sizing), else it is pulled longer.
import { InputBase, type InputBaseProps } from '@mantine/core';
import type { ComponentPropsWithRef } from 'react';
import css from './text_area.module.css';

type Props = Omit<InputBaseProps, 'size'> & Omit<ComponentPropsWithRef<'textarea'>, 'size' | 'style'>;

export function TextArea(props: Props) {
  return <InputBase component="textarea" multiline rows={3} classNames={{ input: css['text'] }} {...props} />;
}
