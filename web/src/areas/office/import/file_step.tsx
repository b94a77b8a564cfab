// Where the rows come from: a file that is dropped or chosen, cells that are pasted, or a mapping with its files.
import { Button, Checkbox, FileButton, NumberInput, Select, Textarea } from '@mantine/core';
import { useRef, useState, type DragEvent } from 'react';
import { upload, type FileOptions, type Look, type Upload } from '../../../api/imports';
import { useSpeech } from '../../../texts';
import css from './import.module.css';
import { Wrong } from './parts';

const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1250', 'iso-8859-2', 'windows-1252'];

export function FileStep({
  took,
  took_mapping,
}: {
  took: (upload: Upload) => Promise<void>;
  took_mapping: (toml: string, uploads: Upload[]) => Promise<void>;
}) {
  const { t } = useSpeech();
  const [over, set_over] = useState(false);
  const [sending, set_sending] = useState('');
  const [problem, set_problem] = useState<unknown>(null);
  const [pasted, set_pasted] = useState('');
  const [with_mapping, set_with_mapping] = useState(false);
  const send = async (file: Blob, name: string) => {
    set_sending(name);
    set_problem(null);
    try {
      await took(await upload(file, name, () => undefined));
    } catch (error) {
      set_problem(error);
    } finally {
      set_sending('');
    }
  };
  const dropped = (event: DragEvent) => {
    event.preventDefault();
    set_over(false);
    const file = event.dataTransfer.files[0];
    if (file) void send(file, file.name);
  };
  return (
    <>
      <div
        className={css['drop']}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          set_over(true);
        }}
        onDragLeave={() => set_over(false)}
        onDrop={dropped}
      >
        <p>{sending ? t('import_sending', { name: sending }) : t('import_drop')}</p>
        <FileButton
          accept=".csv,.tsv,.txt,.xlsx,.xlsm"
          onChange={(file) => {
            if (file) void send(file, file.name);
          }}
        >
          {(props) => (
            <Button {...props} loading={sending !== ''}>
              {t('import_choose')}
            </Button>
          )}
        </FileButton>
      </div>
      <div className={css['group']}>
        <Textarea
          label={t('import_or_paste')}
          aria-label={t('import_paste_label')}
          autosize
          minRows={2}
          maxRows={8}
          value={pasted}
          onChange={(event) => set_pasted(event.currentTarget.value)}
        />
        {pasted.trim() !== '' && (
          <div>
            <Button
              variant="default"
              onClick={() =>
                void send(new Blob([pasted], { type: 'text/plain' }), `${t('import_pasted_name')}.tsv`)
              }
            >
              {t('import_paste_use')}
            </Button>
          </div>
        )}
      </div>
      {with_mapping ? (
        <MappingFiles took={took_mapping} failed={set_problem} />
      ) : (
        <div>
          <Button variant="default" size="compact-sm" maw="100%" onClick={() => set_with_mapping(true)}>
            {t('import_with_mapping')}
          </Button>
        </div>
      )}
      <Wrong problem={problem} />
    </>
  );
}

function MappingFiles({
  took,
  failed,
}: {
  took: (toml: string, uploads: Upload[]) => Promise<void>;
  failed: (problem: unknown) => void;
}) {
  const { t } = useSpeech();
  const [toml, set_toml] = useState('');
  const [files, set_files] = useState<File[]>([]);
  const [sending, set_sending] = useState('');
  const reset = useRef<() => void>(null);
  const send = async () => {
    failed(null);
    try {
      const uploads: Upload[] = [];
      for (const file of files) {
        set_sending(file.name);
        uploads.push(await upload(file, file.name, () => undefined));
      }
      await took(toml, uploads);
    } catch (error) {
      failed(error);
    } finally {
      set_sending('');
    }
  };
  return (
    <div className={css['group']}>
      <Textarea
        label={t('import_mapping_label')}
        autosize
        minRows={4}
        maxRows={14}
        value={toml}
        onChange={(event) => set_toml(event.currentTarget.value)}
      />
      <div className={css['actions']}>
        <FileButton
          multiple
          resetRef={reset}
          onChange={(chosen) => {
            set_files(chosen.filter((file) => !file.name.endsWith('.toml')));
            const mapping = chosen.find((file) => file.name.endsWith('.toml'));
            if (mapping) void mapping.text().then(set_toml);
          }}
        >
          {(props) => (
            <Button {...props} variant="default">
              {t('import_mapping_files')}
            </Button>
          )}
        </FileButton>
        <span className={css['quiet']}>{files.map((file) => file.name).join(', ')}</span>
      </div>
      <div className={css['actions']}>
        <Button disabled={!toml || files.length === 0} loading={sending !== ''} onClick={() => void send()}>
          {t('import_mapping_go')}
        </Button>
        <span className={css['quiet']}>{sending && t('import_sending', { name: sending })}</span>
      </div>
    </div>
  );
}

// How the file is read, and how it begins.
export function FileShape({
  look,
  options,
  change,
}: {
  look: Look;
  options: FileOptions;
  change: (options: FileOptions) => void;
}) {
  const { t } = useSpeech();
  const { file } = look;
  const is_csv = file.kind === 'csv';
  return (
    <div className={css['group']}>
      <div className={css['fields']}>
        {is_csv && (
          <>
            <Select
              label={t('import_encoding')}
              data={encodings}
              value={file.encoding}
              allowDeselect={false}
              onChange={(encoding) => encoding && change({ ...options, encoding })}
            />
            <Select
              label={t('import_delimiter')}
              data={[',', ';', '|', '\t'].map((value) => ({
                value,
                label: value === '\t' ? t('import_delimiter_tab') : value,
              }))}
              value={file.delimiter}
              allowDeselect={false}
              onChange={(delimiter) => delimiter && change({ ...options, delimiter })}
            />
          </>
        )}
        {file.sheets.length > 1 && (
          <Select
            label={t('import_sheet')}
            data={file.sheets.map(({ name, is_hidden }) => ({
              value: name,
              label: is_hidden ? t('import_sheet_hidden', { name }) : name,
            }))}
            value={file.sheet}
            allowDeselect={false}
            onChange={(sheet) => sheet && change({ ...options, sheet })}
          />
        )}
        <NumberInput
          label={t('import_skip_rows')}
          min={0}
          max={1000}
          value={options.skip_rows ?? 0}
          onChange={(value) => typeof value === 'number' && change({ ...options, skip_rows: value })}
        />
        <Checkbox
          label={t('import_head')}
          checked={options.head ?? true}
          onChange={(event) => change({ ...options, head: event.currentTarget.checked })}
        />
      </div>
      <div className={css['scroll']} tabIndex={0} role="region" aria-label={t('import_first_rows')}>
        <table className={css['preview']}>
          <thead>
            <tr>
              {look.columns.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {look.rows.map((row, at) => (
              <tr key={at}>
                {row.map((cell, column) => (
                  <td key={column}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
