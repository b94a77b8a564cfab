// What came of it: counts, the refused rows to look at and as a file with sentences, and the undo of it all.
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { read_import_rows, undo_import, type Import } from '../../../api/imports';
import type { Job } from '../../../api/jobs';
import { useOffice } from '../../../catalogue/office';
import { useSpeech } from '../../../texts';
import { format_integer } from '../../../texts/format';
import css from './import.module.css';
import { JobLine, Wrong } from './parts';
import { ImportRows } from './rows';

const formula = /^[=+\-@\t\r]/;
const cell = (text: string): string => {
  const safe = formula.test(text) && !/^[+-]?[\d\s.,]+$/.test(text) ? `'${text}` : text;
  return /[";\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

// All refused rows of one source in its own columns, and why, in the words of the one who asks.
export function useRefusedFile(id: string, run: Import) {
  const { t, error, label } = useSpeech();
  const { catalogue } = useOffice();
  return async () => {
    const lines: string[] = [];
    for (let after: number | undefined = 0; after !== undefined;) {
      const page = await read_import_rows(id, 'run', 'refused', after, 200);
      for (const row of page.rows) {
        const entity = catalogue.find(run.plan?.entity ?? '');
        const why = row.errors.map((one) => {
          const field = entity?.fields.find((known) => known.name === one.field);
          return `${field ? `${label(field.label)}: ` : ''}${error(one)}`;
        });
        lines.push([...row.cells, `${t('import_line')} ${row.line}: ${why.join(' ')}`].map(cell).join(';'));
      }
      after = page.next;
    }
    const head = run.columns ?? [];
    const text = `\uFEFF${[[...head, t('import_refused_why')].map(cell).join(';'), ...lines].join('\r\n')}\r\n`;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
    link.download = `${t('import_refused').toLowerCase()}-${run.name.replace(/\.\w+$/, '')}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
}

export function UndoImport({ id, undone }: { id: string; undone: () => void }) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const [sure, set_sure] = useState(false);
  const [job, set_job] = useState('');
  const [result, set_result] = useState<Job | null>(null);
  const [problem, set_problem] = useState<unknown>(null);
  if (result)
    return (
      <div className={css['group']} role="status">
        <p>{t('import_undone')}</p>
        {(result.result.lines?.length ?? 0) > 0 && <Kept job={result} />}
      </div>
    );
  if (job)
    return (
      <JobLine
        id={job}
        text="import_undoing"
        ended={(ended) => {
          set_result(ended);
          void client.invalidateQueries();
          undone();
        }}
      />
    );
  return (
    <div className={css['group']}>
      <div className={css['actions']}>
        <Button
          variant="default"
          color="red"
          onClick={() => {
            if (!sure) return set_sure(true);
            undo_import(id)
              .then((answer) => set_job(answer.job.id))
              .catch(set_problem);
          }}
        >
          {t('import_undo')}
        </Button>
        {sure && <span className={css['quiet']}>{t('import_undo_sure')}</span>}
      </div>
      <Wrong problem={problem} />
    </div>
  );
}

function Kept({ job }: { job: Job }) {
  const { t, label } = useSpeech();
  const { catalogue } = useOffice();
  return (
    <>
      <h3 className={css['heading']}>{t('import_kept_title')}</h3>
      <ul>
        {job.result.lines?.map((line, at) => {
          const entity = line.entity ? catalogue.find(line.entity) : undefined;
          const field = entity?.fields.find((one) => one.name === line.field);
          return (
            <li key={at}>
              <a href={`/${line.entity}/${line.id}`}>
                {label(entity?.one)} {label(field?.label)}
              </a>
            </li>
          );
        })}
      </ul>
    </>
  );
}

export function ResultStep({ id, run, next }: { id: string; run: Import; next: () => void }) {
  const { t, label, language } = useSpeech();
  const { catalogue } = useOffice();
  const entity = catalogue.find(run.plan?.entity ?? '');
  const download = useRefusedFile(id, run);
  const counts = run.run;
  if (!counts) return null;
  const told = (['created', 'changed', 'skipped', 'refused'] as const).map((name) => (
    <span key={name}>
      {t(`import_${name}`)} <strong>{format_integer(counts[name], language)}</strong>
    </span>
  ));
  return (
    <>
      <p>
        <strong>{t(run.state === 'failed' ? 'import_failed' : 'import_done')}</strong>
      </p>
      <div className={css['counts']}>{told}</div>
      {counts.refused > 0 && (
        <>
          <div className={css['actions']}>
            <Button variant="default" onClick={() => void download()}>
              {t('import_refused_file')}
            </Button>
            <span className={css['quiet']}>{t('import_refused_help')}</span>
          </div>
          <ImportRows id={id} of="run" index="refused" count={counts.refused} />
        </>
      )}
      {run.is_undone ? (
        <p role="status">{t('import_undone')}</p>
      ) : (
        <UndoImport id={id} undone={() => undefined} />
      )}
      <div className={css['actions']}>
        <Button onClick={next}>{t('import_again')}</Button>
        {entity && (
          <Button variant="default" component={Link} to={`/${entity.name}`}>
            {label(entity.many)}
          </Button>
        )}
      </div>
    </>
  );
}
