// The field of several choices, in a file of its own: fetched when a form has one.
export { MultiSelect as default } from '@mantine/core';
