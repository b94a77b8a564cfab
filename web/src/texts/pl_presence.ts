// Said over every page: for whom one stands in; and why one may do what one may.
export const texts = {
  standing_in: 'Zastępujesz:',
  standing_in_until: 'do {when}',

  viewing_as_user: 'Patrzysz jak: {name}. Niczego nie można zmienić.',
  viewing_as_group: 'Patrzysz jak grupa: {name}. Niczego nie można zmienić.',
  viewing_until: 'do {when}',
  viewing_end: 'Wróć do siebie',

  why_title: 'Co mi tu wolno i dlaczego',
  why_yes: 'tak',
  why_no: 'nie tutaj; wolno tylko:',
  why_line: '{group}: {scope}',
  why_in_place: '{group}: {scope}, w zastępstwie za: {who}',
  why_untold: 'zależy od tego, czego nie widzisz',
  why_perhaps: 'możliwe:',
  why_masked: 'Pola ukryte w tym wpisie',
  why_masked_unless: 'Widać je tylko według prawa:',
  why_seen_by: {
    one: 'Widzi to {count} osoba',
    few: 'Widzą to {count} osoby',
    many: 'Widzi to {count} osób',
    other: 'Widzi to {count} osoby',
  },
  why_and_more: {
    one: 'i jeszcze {count} osoba',
    few: 'i jeszcze {count} osoby',
    many: 'i jeszcze {count} osób',
    other: 'i jeszcze {count} osoby',
  },
};
