// Paper and ink, one green for what can be acted on. Colours stand in theme.css; Mantine is told of them here.
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const green: MantineColorsTuple = [
  '#e8f1ed',
  '#cfe2da',
  '#a7cbbc',
  '#7fb59f',
  '#5cc3a0',
  '#3c9c7b',
  '#237a5c',
  '#12634a',
  '#0d5440',
  '#083d2e',
];

export const theme = createTheme({
  fontFamily: 'Inter, system-ui, sans-serif',
  primaryColor: 'green',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  colors: { green },
  defaultRadius: 8,
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '20px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'error', 'description'] } },
  },
});

const shared = {
  '--mantine-color-body': 'var(--paper)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--muted)',
  '--mantine-color-placeholder': 'var(--muted)',
  '--mantine-color-default': 'var(--sheet)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-error': 'var(--red)',
  '--mantine-color-disabled': 'var(--hover)',
  '--mantine-color-anchor': 'var(--accent)',
};
export const resolver: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });
