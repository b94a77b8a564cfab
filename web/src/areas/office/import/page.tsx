// /import: one page whose steps fold: file, columns, rehearsal, result; below stand the former imports.
import { Button, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { Problem } from '../../../api';
import {
  create_import,
  look_at,
  new_import_id,
  read_import,
  run_import,
  type FileOptions,
  type Look,
  type Plan,
  type Upload,
} from '../../../api/imports';
import { useSpeech } from '../../../texts';
import { format_integer } from '../../../texts/format';
import { read_choice, keep_choice } from '../../../ui/store';
import { ColumnsStep, useMissing } from './columns_step';
import { CheckStep } from './check_step';
import { FileShape, FileStep } from './file_step';
import { FormerImports } from './former';
import css from './import.module.css';
import { JobLine, Step, Wrong } from './parts';
import { ResultStep } from './result_step';

type Open = 'file' | 'columns' | 'check' | 'result';

export function ImportPage() {
  const { t, language } = useSpeech();
  const { id } = useParams();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [sent, set_sent] = useState<Upload | null>(null);
  const [options, set_options] = useState<FileOptions>({});
  const [look, set_look] = useState<Look | null>(null);
  const [plan, set_plan] = useState<Plan | null>(null);
  const [name, set_name] = useState('');
  const [open, set_open] = useState<Open | null>(null);
  const [problem, set_problem] = useState<unknown>(null);
  const [waiting, set_waiting] = useState(false);
  const missing = useMissing(look, plan);
  const run = useQuery({
    queryKey: ['import', id],
    enabled: !!id,
    queryFn: ({ signal }) => read_import(id ?? '', signal),
  });
  const state = id ? run.data?.state : undefined;
  useEffect(() => {
    document.title = `${t('import')} · Teczka`;
  }, [t]);

  const step: Open =
    open ??
    (state === 'running' || state === 'done' || state === 'failed'
      ? 'result'
      : id
        ? 'check'
        : look
          ? 'columns'
          : 'file');
  const state_of = (which: Open, is_reached: boolean) =>
    step === which ? 'open' : is_reached ? 'folded' : 'later';

  const guarded = async (act: () => Promise<void>) => {
    set_problem(null);
    set_waiting(true);
    try {
      await act();
    } catch (error) {
      set_problem(error);
    } finally {
      set_waiting(false);
    }
  };
  const show = (next: Look) => {
    set_look(next);
    set_plan(next.plan);
  };
  const system = () => read_choice('import.system') ?? 'import';
  const took = async (upload: Upload) => {
    const next = await look_at(upload.id, {}, { system: system() });
    set_sent(upload);
    set_options({});
    set_name(upload.name);
    show(next);
    set_open(null);
    if (id) await navigate('/import');
  };
  // The file read in another way, or as something else: guessed anew. A plan that was changed: only described.
  const read_again = (how: FileOptions, more: { entity?: string; plan?: Plan }) =>
    guarded(async () => {
      if (!sent) return;
      set_options(how);
      show(await look_at(sent.id, how, { system: plan?.system ?? system(), ...more }));
    });
  const change_plan = (next: Plan) => {
    set_plan(next);
    keep_choice('import.system', next.system);
    void read_again(options, { plan: next });
  };
  const began = async (made: string) => {
    set_open(null);
    await client.invalidateQueries({ queryKey: ['import', made] });
    await navigate(`/import/${made}`);
  };
  const rehearse = () =>
    guarded(async () => {
      if (!sent || !plan || !look) return;
      const made = state === 'rehearsed' && id ? id : new_import_id();
      const files = [{ upload: sent.id, name: sent.name }];
      await create_import({ id: made, name: name || sent.name, shape: look.shape, files, options, plan });
      client.removeQueries({ queryKey: ['import_rows', made] });
      await began(made);
    });
  const took_mapping = async (toml: string, uploads: Upload[]) => {
    const made = new_import_id();
    const files = uploads.map((one) => ({ upload: one.id, name: one.name }));
    await create_import({ id: made, name: '', files, toml });
    await began(made);
  };
  const start_over = () => {
    set_sent(null);
    set_look(null);
    set_plan(null);
    set_open(null);
    void navigate('/import');
  };
  const again = () => void client.invalidateQueries({ queryKey: ['import', id] });

  const seen = look && format_integer(look.file.rows, language);
  const rows_seen = look
    ? t(look.file.is_whole ? 'import_rows_seen' : 'import_rows_more', {
        count: look.file.rows,
        number: seen ?? '',
      })
    : '';
  return (
    <div className={css['page']}>
      <header>
        <h1 className={css['title']}>{t('import')}</h1>
        <p className={css['quiet']}>{t('import_lead')}</p>
      </header>
      <Step
        number={1}
        title="import_step_file"
        state={state_of('file', look !== null || !!id)}
        summary={look ? `${sent?.name} · ${rows_seen}` : run.data?.files.map((one) => one.name).join(', ')}
        open={look ? () => set_open('file') : start_over}
      >
        {look && sent ? (
          <>
            <div className={css['actions']}>
              <strong>{sent.name}</strong>
              <span className={css['quiet']}>{rows_seen}</span>
              <Button variant="default" size="xs" onClick={start_over}>
                {t('import_other_file')}
              </Button>
            </div>
            <FileShape
              look={look}
              options={options}
              change={(how) => void read_again(how, { entity: look.entity })}
            />
            <div className={css['actions']}>
              <Button onClick={() => set_open('columns')}>{t('import_step_columns')}</Button>
            </div>
          </>
        ) : (
          <FileStep took={took} took_mapping={took_mapping} />
        )}
      </Step>
      <Step
        number={2}
        title="import_step_columns"
        state={state_of('columns', look !== null)}
        summary={
          plan
            ? t('import_columns_used', {
                count: plan.fields.length,
                number: format_integer(plan.fields.length, language),
              })
            : ''
        }
        open={look ? () => set_open('columns') : undefined}
      >
        {look && plan && (
          <>
            <FileShapeLine
              name={sent?.name ?? ''}
              rows={rows_seen}
              look={look}
              open={() => set_open('file')}
            />
            <ColumnsStep
              look={look}
              plan={plan}
              change={change_plan}
              change_entity={(entity) => void read_again(options, { entity })}
            />
            {missing.length > 0 && (
              <p className={css['notice']}>{t('import_missing', { fields: missing.join(', ') })}</p>
            )}
            <div className={css['actions']}>
              <TextInput
                aria-label={t('import_name')}
                value={name}
                onChange={(event) => set_name(event.currentTarget.value)}
              />
              <Button loading={waiting} disabled={missing.length > 0} onClick={() => void rehearse()}>
                {t(id ? 'import_rehearse_again' : 'import_rehearse')}
              </Button>
            </div>
          </>
        )}
      </Step>
      <Step
        number={3}
        title="import_step_check"
        state={state_of('check', !!id && state !== 'rehearsing')}
        open={() => set_open('check')}
      >
        {id && state === 'rehearsing' && run.data && (
          <JobLine
            id={run.data.job}
            text="import_rehearsing"
            ended={(job) => {
              if (job.state !== 'done') set_problem(new Problem(422, job.reasons));
              again();
            }}
          />
        )}
        {id && state === 'stopped' && (
          <div className={css['actions']}>
            <span role="status">{t('import_stopped')}</span>
            <Button onClick={start_over}>{t('import_again')}</Button>
          </div>
        )}
        {id && run.data?.rehearsal && state !== 'rehearsing' && (
          <CheckStep
            id={id}
            run={run.data}
            start={() =>
              void guarded(async () => {
                await run_import(id);
                set_open(null);
                again();
              })
            }
            waiting={waiting}
          />
        )}
      </Step>
      <Step
        number={4}
        title="import_step_result"
        state={state_of('result', state === 'done' || state === 'failed')}
        open={() => set_open('result')}
      >
        {id && state === 'running' && run.data && (
          <JobLine
            id={run.data.job}
            text="import_running"
            ended={(job) => {
              if (job.state !== 'done') set_problem(new Problem(422, job.reasons));
              again();
              void client.invalidateQueries({ queryKey: ['list'] });
            }}
          />
        )}
        {id && run.data && (state === 'done' || state === 'failed') && (
          <ResultStep id={id} run={run.data} next={start_over} />
        )}
      </Step>
      <Wrong problem={problem ?? run.error} />
      <FormerImports except={state === 'rehearsed' || state === 'rehearsing' ? undefined : id} />
    </div>
  );
}

function FileShapeLine({
  name,
  rows,
  look,
  open,
}: {
  name: string;
  rows: string;
  look: Look;
  open: () => void;
}) {
  const { t } = useSpeech();
  const parts = [name, look.file.sheets.length > 1 ? look.file.sheet : '', rows].filter(Boolean);
  return (
    <div className={css['actions']}>
      <span className={css['quiet']}>{parts.join(' · ')}</span>
      <Button variant="default" size="compact-sm" onClick={open}>
        {t('import_first_rows')}
      </Button>
    </div>
  );
}
