// Single keys, and `g` followed by a letter. Silent while somebody types, and while a window or menu is open.
import { useEffect, useRef } from 'react';

type Actions = Record<string, (event: KeyboardEvent) => unknown>;

function is_typing(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  if (!target) return false;
  return (
    target.isContentEditable ||
    ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) ||
    target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null
  );
}

export function useShortcuts(actions: Actions): void {
  const current = useRef(actions);
  useEffect(() => {
    current.current = actions;
  });
  useEffect(() => {
    let prefix = 0;
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || is_typing(event)) return;
      if (event.ctrlKey || event.metaKey) return;
      if (event.key === 'Enter' && (event.target as HTMLElement | null)?.closest('a, button')) return;
      const after_g = Date.now() - prefix < 1200;
      prefix = event.key === 'g' ? Date.now() : 0;
      const action = current.current[after_g ? `g ${event.key}` : event.key];
      if (!action) return;
      event.preventDefault();
      action(event);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
