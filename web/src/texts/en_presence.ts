// English. The type makes it hold exactly the keys of the Polish texts.
import type { Same } from './books';
import type { texts as polish } from './pl_presence';

export const texts: Same<typeof polish> = {
  standing_in: 'You stand in for:',
  standing_in_until: 'until {when}',

  viewing_as_user: 'You look as {name}. Nothing can be changed.',
  viewing_as_group: 'You look as the group {name}. Nothing can be changed.',
  viewing_until: 'until {when}',
  viewing_end: 'Be yourself again',

  why_title: 'What I may do here and why',
  why_yes: 'yes',
  why_no: 'not here; only:',
  why_line: '{group}: {scope}',
  why_in_place: '{group}: {scope}, standing in for {who}',
  why_untold: 'depends on what you do not see',
  why_perhaps: 'perhaps:',
  why_masked: 'Fields hidden in this record',
  why_masked_unless: 'They are shown only by the right:',
  why_seen_by: { one: '{count} person sees this', other: '{count} people see this' },
  why_and_more: { one: 'and {count} person more', other: 'and {count} people more' },
};
