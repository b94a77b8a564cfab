// What was just done, with its undo, at the foot of the page; read out politely.
import { useEffect, useSyncExternalStore } from 'react';
import { Icon } from './icon';
import css from './toast.module.css';

export interface Toast {
  text: string;
  is_error?: boolean;
  action?: { label: string; run: () => void };
  close_label?: string;
}
interface Shown extends Toast {
  id: number;
}

let toasts: Shown[] = [];
let last_id = 0;
const listeners = new Set<() => void>();
function replace(next: Shown[]): void {
  toasts = next;
  listeners.forEach((listener) => listener());
}
export function toast(one: Toast): void {
  replace([...toasts.slice(-2), { ...one, id: ++last_id }]);
}
const dismiss = (id: number) => replace(toasts.filter((one) => one.id !== id));

function One({ one, close }: { one: Shown; close: string }) {
  useEffect(() => {
    const timer = setTimeout(() => dismiss(one.id), one.action ? 9000 : 5000);
    return () => clearTimeout(timer);
  }, [one]);
  return (
    <div className={css['toast']} data-error={one.is_error || undefined}>
      <span>{one.text}</span>
      {one.action && (
        <button
          type="button"
          className={css['action']}
          onClick={() => {
            dismiss(one.id);
            one.action?.run();
          }}
        >
          {one.action.label}
        </button>
      )}
      <button type="button" className={css['close']} aria-label={close} onClick={() => dismiss(one.id)}>
        <Icon name="close" />
      </button>
    </div>
  );
}

export function Toasts({ close }: { close: string }) {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div className={css['toasts']} role="status" aria-live="polite" data-print="no">
      {shown.map((one) => (
        <One key={one.id} one={one} close={close} />
      ))}
    </div>
  );
}
