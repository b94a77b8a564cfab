// The condition of a right in words: rough on purpose, the exact condition stands beside it for who asks.
import type { TextKey } from '../../texts';

export function scope_of(when: string): TextKey {
  if (when === 'true') return 'scope_all';
  if (when.includes('my_territories')) return 'scope_territories';
  if (when.includes('my_groups')) return 'scope_shared';
  if (/\banchored\b/.test(when)) return 'scope_visible';
  const terms: string[] = when.match(/[\w.]+ = me/g) ?? [];
  const of_clients = (term: string) => term.includes('.owner =');
  if (terms.some(of_clients)) return terms.every(of_clients) ? 'scope_own_clients' : 'scope_own_and_clients';
  return 'scope_own';
}
