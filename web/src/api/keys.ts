// Names under which answers are kept, in one place so that a change finds all that shows a record.
export const keys = {
  session: ['session'] as const,
  catalogue: ['catalogue'] as const,
  lists: (entity: string) => ['list', entity] as const,
  list: (entity: string, question: object) => ['list', entity, question] as const,
  children: (entity: string, question: object) => ['children', entity, question] as const,
  record: (entity: string, id: string) => ['record', entity, id] as const,
  history: (entity: string, id: string) => ['history', entity, id] as const,
  search: (text: string, entity: string) => ['search', entity, text] as const,
  job: (id: string) => ['job', id] as const,
  condition: (entity: string, where: string) => ['condition', entity, where] as const,
  groups: (entity: string, question: object) => ['groups', entity, question] as const,
};
