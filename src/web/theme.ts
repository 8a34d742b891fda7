/** Mantine in our colours and density; the colours themselves stand in theme.css. */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const blue: MantineColorsTuple = [
  '#e5f2ff',
  '#cfe3fb',
  '#a1c5f2',
  '#6cb6ff',
  '#4393e0',
  '#2f7fcd',
  '#1f72c0',
  '#0b5cad',
  '#084d94',
  '#03407d',
];

/** From text to the deepest ground, so that what Mantine colours by itself in the dark goes with theme.css. */
const dark: MantineColorsTuple = [
  '#e6e9ee',
  '#c3cad4',
  '#9aa4b2',
  '#7c8796',
  '#323843',
  '#282d36',
  '#1d2128',
  '#15181d',
  '#101317',
  '#0b0d10',
];

export const theme = createTheme({
  primaryColor: 'tripline',
  primaryShade: { light: 7, dark: 7 },
  colors: { tripline: blue, dark },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
  defaultRadius: 4,
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '14px', xl: '16px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  components: {
    Button: { defaultProps: { size: 'xs', variant: 'default' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs' } },
    MultiSelect: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs' } },
    Tabs: { defaultProps: { keepMounted: false } },
    Tooltip: { defaultProps: { openDelay: 300, withinPortal: true } },
    // The page itself never scrolls; what would lock it brings a style that the policy refuses.
    Modal: { defaultProps: { transitionProps: { duration: 0 }, lockScroll: false } },
    Drawer: { defaultProps: { transitionProps: { duration: 0 }, lockScroll: false } },
    Menu: { defaultProps: { transitionProps: { duration: 0 } } },
    Popover: { defaultProps: { transitionProps: { duration: 0 } } },
  },
});

/** For each scheme by itself: Mantine's own values of these hold for one scheme, and would win over those for both. */
const colors: Record<string, string> = {
  '--mantine-color-body': 'var(--page)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--dim)',
  '--mantine-color-anchor': 'var(--link)',
  '--mantine-color-default': 'var(--raised)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-hover': 'var(--sunken)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-color-placeholder': 'var(--dim)',
  '--mantine-color-error': 'var(--high)',
};

export const variables: CSSVariablesResolver = () => ({ variables: {}, light: colors, dark: colors });
