// English. The type makes it hold exactly the keys of the Polish texts.
import type { Same } from './books';
import type { texts as polish } from './pl_presence';

export const texts: Same<typeof polish> = {
  standing_in: 'You stand in for:',
  standing_in_until: 'until {when}',
};
