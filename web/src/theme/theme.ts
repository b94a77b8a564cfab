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

const red: MantineColorsTuple = [
  '#fbe7e4',
  '#f7d0cb',
  '#f5b5ae',
  '#f39f96',
  '#f28b82',
  '#dc6259',
  '#c53f36',
  '#b3261e',
  '#8f1e18',
  '#6c1712',
];

export const theme = createTheme({
  fontFamily: 'Inter, system-ui, sans-serif',
  primaryColor: 'green',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  colors: { green, red },
  defaultRadius: 8,
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '20px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
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
// Mantine's greys of the dark are those of ours.
const dark = {
  '--mantine-color-dark-4': 'var(--line-strong)',
  '--mantine-color-dark-5': 'var(--line)',
  '--mantine-color-dark-6': 'var(--sheet)',
  '--mantine-color-dark-7': 'var(--paper)',
};
export const resolver: CSSVariablesResolver = () => ({
  variables: {},
  light: shared,
  dark: { ...shared, ...dark },
});
