import type { texts as polish } from './pl_merge';
import type { Same } from './books';

export const texts: Same<typeof polish> = {
  merge_title: 'Merge {what}',
  merge_lead: 'Choose which record stays and which values to keep.',
  merge_add: 'Add another record',
  merge_pick: 'Merge with which record?',
  merge_remove: 'Take out: {what}',
  merge_survivor: 'This one stays',
  merge_survivor_of: 'Stays: {what}',
  merge_all: 'all together',
  merge_differs: 'What differs',
  merge_differs_nothing: 'Nothing differs.',
  merge_same: 'The same, or on one side only ({number})',
  merge_fixed: 'not yours to choose',
  merge_moves: 'What moves to the record that stays',
  merge_moves_nothing: 'There is nothing to move.',
  merge_met_joined: 'the same twice, become one',
  merge_met_removed: 'lead to themselves, will go',
  merge_met_flag_laid_down: 'are no longer the primary ones',
  merge_met_link_emptied: 'would stand above themselves, the link is emptied',
  merge_met_refused: 'cannot stand side by side',
  merge_note:
    'Other phones and e-mails stay as further contacts. The history becomes one, and old addresses lead to the record that stays. Merging can be undone, also later.',
  merge_problems: 'This cannot be merged',
  merge_now: { one: 'Merge {count} record', other: 'Merge {count} records' },
  merge_done: 'Merged: {what}',
  merge_background: 'There is a lot to move, so merging goes on in the background.',
};
