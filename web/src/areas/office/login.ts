// A log-in proposed from a name: "Łucja Żak-Nowak" → "lucja.zak-nowak".
const marked: Record<string, string> = { ł: 'l', ø: 'o', đ: 'd', ß: 'ss', æ: 'ae', œ: 'oe' };

export const login_of = (name: string): string =>
  name
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[łøđßæœ]/g, (letter) => marked[letter] ?? '')
    .replace(/[^a-z0-9 .-]/g, '')
    .trim()
    .replace(/\s+/g, '.');
