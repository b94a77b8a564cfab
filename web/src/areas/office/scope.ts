// The condition of a right in words: rough on purpose, the exact condition stands beside it for who asks.
import type { TextKey } from '../../texts';

export function scope_of(when: string): TextKey {
  if (when === 'true') return 'scope_all';
  if (when.includes('my_territories')) return 'scope_territories';
  if (/\banchored\b/.test(when)) return 'scope_visible';
  const terms = when.match(/[\w.]+ = me/g) ?? [];
  const about_clients = terms.some((term) => /\bowner = me/.test(term));
  const about_oneself = terms.some((term) => !/\bowner = me/.test(term));
  if (about_clients) return about_oneself ? 'scope_own_and_clients' : 'scope_own_clients';
  return 'scope_own';
}
