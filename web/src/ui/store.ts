// Small choices of one browser (rail, columns, rows' height) that last; a broken or full storage is no obstacle.
import { useCallback, useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
const fallback = new Map<string, string>();

export function read_choice(name: string): string | null {
  try {
    return localStorage.getItem(`teczka.${name}`) ?? fallback.get(name) ?? null;
  } catch {
    return fallback.get(name) ?? null;
  }
}

export function keep_choice(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`teczka.${name}`);
    else localStorage.setItem(`teczka.${name}`, value);
  } catch {
    if (value === null) fallback.delete(name);
    else fallback.set(name, value);
  }
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useChoice(name: string): [string | null, (value: string | null) => void] {
  const value = useSyncExternalStore(subscribe, () => read_choice(name));
  return [value, useCallback((next: string | null) => keep_choice(name, next), [name])];
}
