// A heading over a short list: its name leads to all of it, the count beside, and a plus that adds to it.
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Icon } from './icon';
import css from './section.module.css';

interface SectionProps {
  title: string;
  to?: string | undefined;
  count?: string | undefined;
  add?: { to: string; label: string; back: string } | undefined;
  children: ReactNode;
}

export function Section({ title, to, count, add, children }: SectionProps) {
  return (
    <section className={css['section']}>
      <div className={css['heading']}>
        <h2>
          {to ? <Link to={to}>{title}</Link> : title}
          {count && <span className={css['count']}>{count}</span>}
        </h2>
        {add && (
          <Link
            className={css['plus']}
            to={add.to}
            state={{ back: add.back }}
            aria-label={add.label}
            title={add.label}
            data-print="no"
          >
            <Icon name="plus" size={16} />
          </Link>
        )}
      </div>
      {children}
    </section>
  );
}

// What will stand here, and the first step.
export function Empty({
  text,
  step,
}: {
  text: string;
  step?: { to: string; text: string; back: string } | undefined;
}) {
  return (
    <p className={css['empty']}>
      {text}{' '}
      {step && (
        <Link to={step.to} state={{ back: step.back }} data-print="no">
          {step.text}
        </Link>
      )}
    </p>
  );
}
