// Said over every page: for whom one stands in.
export const texts = {
  standing_in: 'Zastępujesz:',
  standing_in_until: 'do {when}',
};
