// Tabs over one panel: arrows move between them, the chosen one is in the address.
import type { ReactNode } from 'react';
import css from './tabs.module.css';

interface TabsProps<Code extends string> {
  label: string;
  tabs: { code: Code; text: string }[];
  chosen: Code;
  choose: (code: Code) => void;
  children: ReactNode;
}

export function Tabs<Code extends string>({ label, tabs, chosen, choose, children }: TabsProps<Code>) {
  const step = (from: number, by: number) => {
    const next = tabs[(from + by + tabs.length) % tabs.length];
    if (!next) return;
    choose(next.code);
    document.getElementById(`tab-${next.code}`)?.focus();
  };
  return (
    <>
      <div className={css['tabs']} role="tablist" aria-label={label} data-print="no">
        {tabs.map(({ code, text }, at) => (
          <button
            key={code}
            type="button"
            role="tab"
            id={`tab-${code}`}
            aria-selected={chosen === code}
            aria-controls="tab-panel"
            tabIndex={chosen === code ? 0 : -1}
            onClick={() => choose(code)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowRight') step(at, 1);
              if (event.key === 'ArrowLeft') step(at, -1);
            }}
          >
            {text}
          </button>
        ))}
      </div>
      <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${chosen}`}>
        {children}
      </div>
    </>
  );
}
