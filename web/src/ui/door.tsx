// What stands outside of the office: sign-in, first start, a link to set a password. A narrow sheet with the brand.
import type { ReactNode, SubmitEvent } from 'react';
import { useSpeech } from '../texts';
import css from './door.module.css';

export interface DoorProps {
  title: string;
  lead?: string;
  wide?: boolean;
  submit: () => void;
  switch_language: () => void;
  children: ReactNode;
}

export function Door({ title, lead, wide, submit, switch_language, children }: DoorProps) {
  const { language } = useSpeech();
  return (
    <main className={css['page']}>
      <form
        className={css['form']}
        data-wide={wide || undefined}
        onSubmit={(event: SubmitEvent<HTMLFormElement>) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className={css['brand']}>
          <svg viewBox="0 0 32 32" width="36" height="36" aria-hidden="true">
            <path
              d="M11 9V7a2 2 0 0 1 2-2h6a2 2 0 0 1 2 2v2"
              fill="none"
              stroke="currentColor"
              strokeWidth="2.400"
            />
            <rect x="3" y="9" width="26" height="18" rx="3" fill="currentColor" />
            <path d="M3 16.500h26" stroke="var(--paper)" strokeWidth="1.600" />
            <rect x="13.500" y="14.200" width="5" height="4.600" rx="1" fill="var(--paper)" />
          </svg>
          <h1>{title}</h1>
        </div>
        {lead && <p className={css['lead']}>{lead}</p>}
        {children}
        <button type="button" className={css['language']} onClick={switch_language}>
          {language === 'pl' ? 'English' : 'Polski'}
        </button>
      </form>
    </main>
  );
}

export const DoorProblem = ({ text }: { text: string }) => (
  <p role="alert" className={css['problem']}>
    {text}
  </p>
);
