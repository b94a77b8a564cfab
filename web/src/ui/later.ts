// True once `waiting` has lasted 200 ms: what is quick shows no skeleton at all.
import { useEffect, useState } from 'react';

export function useLater(waiting: boolean, delay_ms = 200): boolean {
  const [late, set_late] = useState(false);
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => set_late(true), delay_ms);
    return () => {
      clearTimeout(timer);
      set_late(false);
    };
  }, [waiting, delay_ms]);
  return waiting && late;
}
