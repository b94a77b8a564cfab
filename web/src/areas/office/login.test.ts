import { expect, test } from 'vitest';
import { login_of } from './login';
import { scope_of } from './scope';

test.each([
  ['Łucja Żak-Nowak', 'lucja.zak-nowak'],
  ['  Anna   Maria Ćwik ', 'anna.maria.cwik'],
  ['Øystein Straße', 'oystein.strasse'],
  ["O'Hara", 'ohara'],
  ['', ''],
  ['漢字', ''],
])('the log-in of %s is %s', (name, login) => expect(login_of(name)).toBe(login));

test.each([
  ['true', 'scope_all'],
  ['owner = me or owner in standing_in_for or territory in my_territories', 'scope_territories'],
  ['company.owner = me or company.owner in standing_in_for', 'scope_own_clients'],
  ['employments any(company.owner = me or company.owner in standing_in_for)', 'scope_own_clients'],
  ['user = me or user in standing_in_for or company.owner = me', 'scope_own_and_clients'],
  ['assignee = me or author = me or assignee in standing_in_for', 'scope_own'],
  ['anchored', 'scope_visible'],
])('%s reads as %s', (when, scope) => expect(scope_of(when)).toBe(scope));
