// The shapes of docs/api.md. What the catalogue leaves out is false, empty or null; readers treat absent alike.

export type Language = 'pl' | 'en';
export interface Label {
  pl: string;
  en: string;
}

export type FieldType =
  | 'text'
  | 'note'
  | 'integer'
  | 'decimal'
  | 'money'
  | 'date'
  | 'instant'
  | 'boolean'
  | 'choice'
  | 'choices'
  | 'state'
  | 'link'
  | 'links'
  | 'any_link'
  | 'country'
  | 'currency'
  | 'language'
  | 'condition'
  | 'list';

export interface Choice {
  code: string;
  label: Label;
  is_final?: boolean;
}
export interface Move {
  from: string;
  to: string;
  action: string;
}
export interface Field {
  name: string;
  label: Label;
  help?: Label;
  type: FieldType;
  required?: boolean;
  searched?: boolean;
  sorted?: boolean;
  max?: number;
  group?: string;
  read_only?: boolean;
  computed?: boolean;
  finance?: boolean;
  scale?: number;
  to?: string;
  choices?: Choice[];
  moves?: Move[];
  grouped?: boolean;
  system?: boolean;
  writable?: boolean;
  initial?: string; // an expression: "me", "today", "\"open\""
}
export interface Children {
  name: string;
  entity: string;
  field: string;
  label: Label;
}
export interface Entity {
  name: string;
  one: Label;
  many: Label;
  title: string[];
  verbs: string[];
  order: string;
  list_columns: string[];
  groups?: { code: string; label: Label }[];
  is_internal?: boolean;
  is_mergeable?: boolean;
  is_searched?: boolean;
  fields: Field[];
  children?: Children[];
}
export interface CatalogueAnswer {
  version: number;
  entities: Entity[];
}

export interface Session {
  user: { id: string; login: string; name: string };
  groups: string[];
  language: Language;
  office: { name: string; currency: string; time_zone: string };
  today: string;
}

export interface Linked {
  id: string;
  title: string;
  deleted?: boolean;
  hidden?: undefined;
}
export interface Hidden {
  hidden: true;
  id?: undefined;
  title?: undefined;
}
export interface AnyLinked {
  entity: string;
  id: string;
  title?: string;
}
export type LinkValue = Linked | Hidden;
export type Value = string | number | boolean | null | LinkValue | AnyLinked | (string | LinkValue)[];
export type Values = Record<string, Value>;

export interface Row {
  id: string;
  rev: number;
  masked?: string[];
  [field: string]: Value | string[] | undefined;
}
export interface RecordRow extends Row {
  title: string;
}
export interface May {
  [verb: string]: boolean;
}
export interface Page {
  rows: Row[];
  next?: string;
  count?: number;
  count_is_exact?: boolean;
}
export interface ListQuestion {
  where?: string;
  order?: string;
  columns?: string;
  limit?: number;
  after?: string;
  count?: boolean;
}
export interface Warning {
  field: string;
  code: string;
}
export interface Written {
  record: Row;
  seq: number;
  op: string;
  warnings?: Warning[];
}
export interface HistoryEntry {
  seq: number;
  of?: Linked;
  at: string;
  actor: Linked | Hidden | null;
  on_behalf_of?: Linked | null;
  via: string;
  kind: string;
  op: string;
  batch?: string | null;
  reason?: string | null;
  fields: Record<string, { old: Value; new: Value }>;
}
export interface HistoryPage {
  entries: HistoryEntry[];
  next?: number;
}
export interface Hit {
  entity: string;
  id: string;
  title: string;
  subtitle?: string;
}
export interface Groups {
  groups: { keys: Value[]; values: Value[] }[];
  more: boolean;
}
export type FullRecord = Row & { display: string; may?: May; merged_from?: string };

export interface MergeQuestion {
  ids: string[];
  survivor: string;
  choose: Record<string, string>;
  seen?: Record<string, number>;
}
export interface MergeField {
  name: string;
  fields: string[];
  differs: boolean;
  may_choose: boolean;
  is_gathered: boolean;
  from: string;
  filled: string[];
}
export interface MergePreview {
  records: FullRecord[];
  fields: MergeField[];
  moves: { entity: string; field: string; count: number }[];
  met: { entity: string; outcome: string; count: number }[];
  problems: Complaint[];
  in_background: boolean;
}
// Done at once, or a job that does it.
export interface Merged {
  id?: string;
  op?: string;
  batch?: string;
  job?: { id: string };
}

export interface Undone {
  undone: number;
  seq: number;
  kept: { entity: string; id: string; field: string }[];
}

export interface Complaint {
  field: string;
  code: string;
  parameters: Record<string, string | boolean | number | null>;
}

// These records, or all that a filter finds; what is set, joins or leaves, or that they go.
export interface Bulk {
  ids?: string[];
  where?: string;
  act?: string;
  set?: Values;
  add?: Record<string, string[]>;
  remove?: Record<string, string[]>;
  accept?: Record<string, string>;
}

// The JSON form of docs/query.md.
export type Operand =
  | string
  | number
  | boolean
  | null
  | { constant: string; plus?: string; minus?: string }
  | { period: string }
  | { field: string };
export interface Comparison {
  op?: string;
  value?: Operand | Operand[];
}
export type FieldForm = Comparison & { field: string };
export type ChildrenForm = Comparison & { children: string; fold: string; of?: string; where?: Form };
export type Form = string | { and: Form[] } | { or: Form[] } | { not: Form } | FieldForm | ChildrenForm;
export interface ConditionForms {
  text: string;
  where: Form;
}
