// This list as a file, or everything: what is wished, how far it is, and the file when it is done. Fetched when asked for.
import { Button, Group, Modal, Progress, Radio, Stack, Text } from '@mantine/core';
import '@mantine/core/styles/Text.css';
import '@mantine/core/styles/Stack.css';
import '@mantine/core/styles/Progress.css';
import '@mantine/core/styles/Radio.css';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { make_id, Problem, read_list, type Complaint, type Entity } from '../api';
import { cancel_job, job_file, read_job, start_export, type Job } from '../api/jobs';
import { useSpeech } from '../texts';
import { format_integer } from '../texts/format';

const choices = ['xlsx', 'csv', 'everything'] as const;
type Choice = (typeof choices)[number];

interface Props {
  entity: Entity;
  where: string;
  order: string;
  columns: string[];
  close: () => void;
}

function useCount({ entity, where }: Props): string {
  const { language, t } = useSpeech();
  const count = useQuery({
    queryKey: ['list', entity.name, 'count', where],
    queryFn: ({ signal }) => read_list(entity.name, { where, columns: 'id', limit: 1, count: true }, signal),
  });
  if (count.data?.count === undefined) return '…';
  const number = format_integer(count.data.count, language);
  return count.data.count_is_exact === false ? t('count_over', { number }) : number;
}

function Wish({ start, ...props }: Props & { start: (choice: Choice) => void }) {
  const { t } = useSpeech();
  const [choice, set_choice] = useState<Choice>('xlsx');
  const count = useCount(props);
  return (
    <Stack gap="md">
      <Radio.Group
        label={t('export_format')}
        value={choice}
        onChange={(value) => set_choice(value as Choice)}
        data-autofocus
      >
        <Stack gap="xs" mt="xs">
          {choices.map((one) => (
            <Radio key={one} value={one} label={t(`export_${one}`)} description={t(`export_${one}_help`)} />
          ))}
        </Stack>
      </Radio.Group>
      {choice !== 'everything' && (
        <Text size="sm" c="dimmed">
          {t('export_what', { number: count })}
        </Text>
      )}
      <Group justify="flex-end">
        <Button onClick={() => start(choice)}>{t('export_start')}</Button>
      </Group>
    </Stack>
  );
}

function Done({ job }: { job: Job }) {
  const { t, language } = useSpeech();
  const link = useRef<HTMLAnchorElement>(null);
  const file = job.result.files?.[0]?.name;
  const [rows, cut] = [job.result.rows ?? 0, job.result.cut ?? 0];
  // The file comes by itself once; the link stays for a second time.
  useEffect(() => {
    link.current?.click();
    link.current?.focus();
  }, []);
  return (
    <Stack gap="sm">
      <Text role="status">{t('export_done', { count: rows, number: format_integer(rows, language) })}</Text>
      {cut > 0 && (
        <Text size="sm">{t('export_cut', { count: cut, number: format_integer(cut, language) })}</Text>
      )}
      {file && (
        <Button component="a" ref={link} href={job_file(job.id, file)} download={file}>
          {t('export_download', { file })}
        </Button>
      )}
    </Stack>
  );
}

function Failed({ complaints, again }: { complaints: Complaint[]; again: () => void }) {
  const { t, error } = useSpeech();
  return (
    <Stack gap="sm">
      <Text role="alert">{complaints.map(error).join(' ') || t('export_stopped')}</Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={again}>
          {t('export_again')}
        </Button>
      </Group>
    </Stack>
  );
}

function Going({ id, again }: { id: string; again: () => void }) {
  const { t, language } = useSpeech();
  const job = useQuery({
    queryKey: ['export', id],
    gcTime: 0,
    queryFn: ({ signal }) => read_job(id, signal),
    refetchInterval: ({ state }) =>
      state.data && !['queued', 'running'].includes(state.data.state) ? false : 400,
  }).data;
  if (job?.state === 'done') return <Done job={job} />;
  if (job?.state === 'failed' || job?.state === 'cancelled') {
    return <Failed complaints={job.state === 'failed' ? job.reasons : []} again={again} />;
  }
  const number = format_integer(job?.done ?? 0, language);
  return (
    <Stack gap="sm">
      <Text role="status">
        {job?.state === 'running' ? t('export_running', { number }) : t('export_waiting')}
      </Text>
      <Progress value={100} animated striped aria-label={t('export_progress')} />
      <Group justify="flex-end">
        <Button variant="default" onClick={() => void cancel_job(id)}>
          {t('export_stop')}
        </Button>
      </Group>
    </Stack>
  );
}

export default function ListExport(props: Props) {
  const { entity, where, order, columns, close } = props;
  const { t, label, language } = useSpeech();
  const [job, set_job] = useState<string | null>(null);
  const [complaints, set_complaints] = useState<Complaint[] | null>(null);
  const again = () => {
    set_job(null);
    set_complaints(null);
  };
  const start = async (choice: Choice) => {
    try {
      const list = { entity: entity.name, order, columns, language, ...(where ? { where } : {}) };
      const wish = choice === 'everything' ? { everything: true as const } : { ...list, format: choice };
      set_job((await start_export({ id: make_id(), ...wish })).job.id);
    } catch (error) {
      set_complaints(error instanceof Problem ? error.complaints : []);
    }
  };
  return (
    <Modal
      opened
      onClose={close}
      title={t('export_title', { what: label(entity.many) })}
      closeButtonProps={{ 'aria-label': t('close') }}
      centered
    >
      {complaints ? (
        <Failed complaints={complaints} again={again} />
      ) : job ? (
        <Going id={job} again={again} />
      ) : (
        <Wish {...props} start={(choice) => void start(choice)} />
      )}
    </Modal>
  );
}
