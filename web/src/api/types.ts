// The shapes of the server's description under the names the app knows them by, and the little that is the app's own.
import type {
  AnyLink,
  ChildrenForm,
  FieldChoice,
  FieldForm,
  Link,
  MergePreview as Preview,
  Record as Whole,
  Routes,
  Row,
  Value,
} from './described';

export type {
  Children,
  ChildrenForm,
  Complaint,
  Entity,
  Field,
  FieldForm,
  FieldType,
  Form,
  Groups,
  Hit,
  HistoryEntry,
  Label,
  Language,
  MergeField,
  Merged,
  Move,
  Operand,
  Page,
  Row,
  Sent,
  Session,
  Started,
  Undone,
  Value,
  Values as SentValues,
  Warning,
} from './described';

export type Answer<Route extends keyof Routes> = Routes[Route]['answer'];
export type Body<Route extends keyof Routes> = Routes[Route]['body'];

export type Choice = FieldChoice;
export type CatalogueAnswer = Answer<'GET /catalogue'>;
export type HistoryPage = Answer<'GET /{entity}/{id}/history'>;
export type ConditionForms = Answer<'POST /condition'>;
export type Comparison = Pick<FieldForm & ChildrenForm, 'op' | 'value'>;
export type LinkValue = Link;
export type Linked = Extract<Link, { id: string }>;
export type AnyLinked = Extract<AnyLink, { id: string }>;
// What a form holds; what is sent of it is SentValues.
export type Values = Record<string, Value>;
// Lists that were asked for beside it are the caller's to know.
export type FullRecord = Row & Pick<Whole, 'display' | 'may' | 'merged_from'>;
export type MergePreview = Omit<Preview, 'records'> & { records: FullRecord[] };
export type MergeQuestion = Omit<Body<'POST /{entity}/merge'>, 'op' | 'preview'>;
export type Bulk = Omit<Body<'POST /{entity}/bulk'>, 'op' | 'count' | 'preview'>;
// What is answered to a change; no record when it left the asker's sight.
export interface Written {
  record: FullRecord | null;
  seq: number;
  op: string;
}

export interface ListQuestion {
  where?: string;
  order?: string;
  columns?: string;
  limit?: number;
  after?: string;
  count?: boolean;
}
