// Writing a record from the page: what is shown follows at once, the undo is offered, refusals come back as Problem.
import { useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import {
  change_record,
  Problem,
  undo,
  type Accepted,
  type Complaint,
  type Field,
  type FullRecord,
  type Page,
  type Value,
  type SentValues,
  type Values,
  type Written,
} from '../api';
import { jobs_key } from '../api/jobs';
import { keys } from '../api/keys';
import { useSpeech } from '../texts';
import { toast } from '../ui/toast';
import { to_wire } from './model';

// Lists keep their place: a changed row is replaced where it stands; what came or went makes them ask anew.
export function replace_in_lists(client: QueryClient, entity: string, id: string, values: Values): void {
  client.setQueriesData<InfiniteData<Page>>(
    { queryKey: keys.lists(entity) },
    (data) =>
      data && {
        ...data,
        pages: data.pages.map((page) => ({
          ...page,
          rows: page.rows.map((row) => (row.id === id ? { ...row, ...values } : row)),
        })),
      },
  );
}

export function forget_lists(client: QueryClient, entity: string): void {
  client.removeQueries({ queryKey: keys.lists(entity) });
  forget_sums(client);
}

// What hangs on other records: their lists come with the record, their sums are asked for beside it.
export function forget_sums(client: QueryClient): void {
  for (const name of ['record', 'children', 'groups']) void client.invalidateQueries({ queryKey: [name] });
}

export const warnings_of = (problem: Problem): Complaint[] =>
  problem.complaints.filter((one) => String(one.parameters['warning']) === 'true');

export const is_only_warnings = (problem: Problem): boolean =>
  problem.status === 422 &&
  problem.complaints.length > 0 &&
  warnings_of(problem).length === problem.complaints.length;

// "records[2].tax_id" → "tax_id"
export const field_of = (complaint: Complaint): string =>
  complaint.field.replace(/^(records\[\d+\]|set)\./, '');

// Takes back one operation or a whole batch. A big batch is taken back in the background: the answer is that job's id.
export function useUndo(): (what: string | { batch: string }) => Promise<string | undefined> {
  const client = useQueryClient();
  const speech = useSpeech();
  return useCallback(
    async (what) => {
      try {
        const done = await undo(typeof what === 'string' ? { op: what } : what);
        if ('job' in done) {
          void client.invalidateQueries({ queryKey: jobs_key });
          toast({ text: speech.t('undo_started') });
          return done.job.id;
        }
        client.removeQueries({ queryKey: ['list'], type: 'inactive' });
        await client.invalidateQueries({
          predicate: ({ queryKey }) =>
            ['list', 'record', 'history', 'children', 'groups'].includes(String(queryKey[0])),
        });
        const count = done.kept.length;
        toast({ text: count ? speech.t('undone_some', { count }) : speech.t('undone_toast') });
      } catch (error) {
        toast({ text: problem_text(error, speech.error), is_error: true });
      }
      return undefined;
    },
    [client, speech],
  );
}

export function problem_text(error: unknown, say: (complaint: Complaint) => string): string {
  const complaints =
    error instanceof Problem && error.complaints.length
      ? error.complaints
      : [{ field: '', code: error instanceof Problem ? `${error.status}` : 'client', parameters: {} }];
  return [...new Set(complaints.map(say))].join(' ');
}

export function useSave(entity: string) {
  const client = useQueryClient();
  const speech = useSpeech();
  const take_back = useUndo();

  // After any write: the record and lists show the answer, history and sums are asked again, undo is offered.
  const written = useCallback(
    (answer: Written, text: string, may_undo = true) => {
      const { record } = answer;
      if (record) {
        const values: Partial<FullRecord> = { ...record };
        delete values.may;
        client.setQueryData<FullRecord>(keys.record(entity, record.id), (old) =>
          old ? ({ ...old, ...values } as FullRecord) : undefined,
        );
        replace_in_lists(client, entity, record.id, values as Values);
        void client.invalidateQueries({ queryKey: keys.history(entity, record.id) });
      } else {
        // It left the asker's sight: what still shows it finds out.
        forget_lists(client, entity);
        void client.invalidateQueries({ queryKey: ['record', entity] });
      }
      forget_sums(client);
      toast({
        text,
        ...(may_undo && { action: { label: speech.t('undo'), run: () => void take_back(answer.op) } }),
      });
    },
    [client, entity, speech, take_back],
  );

  // One value in place: shown before the server has answered, taken back when it refuses. `along`: what it needs beside it.
  const save_value = useCallback(
    async (record: FullRecord, field: Field, value: Value, accept: Accepted = {}, along: SentValues = {}) => {
      const key = keys.record(entity, record.id);
      client.setQueryData<FullRecord>(key, (old) => old && { ...old, [field.name]: value });
      try {
        const set = { ...along, [field.name]: to_wire(field, value) };
        written(
          await change_record(entity, record.id, record.rev, set, accept),
          speech.t('saved', { what: speech.label(field.label) }),
        );
      } catch (error) {
        client.setQueryData<FullRecord>(key, (old) => old && { ...old, [field.name]: record[field.name] });
        throw error;
      }
    },
    [client, entity, speech, written],
  );

  return { written, save_value };
}
