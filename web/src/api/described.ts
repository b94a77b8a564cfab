// Made by `npm run types` from the server's own description; never by hand.
/* eslint-disable */
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
export interface FieldChoice {
  code: string;
  label: Label;
  is_final?: boolean;
  colour?: string;
  retired?: boolean;
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
  to?: string;
  choices?: FieldChoice[];
  moves?: Move[];
  required?: boolean;
  searched?: boolean;
  sorted?: boolean;
  finance?: boolean;
  computed?: boolean;
  grouped?: boolean;
  system?: boolean;
  read_only?: boolean;
  writable?: boolean;
  only_new?: boolean;
  required_new?: boolean;
  custom?: boolean;
  hidden?: boolean;
  max?: number;
  scale?: number;
  initial?: string;
  group?: string;
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
  groups: { code: string; label: Label }[];
  is_internal?: boolean;
  is_mergeable?: boolean;
  is_searched?: boolean;
  is_custom?: boolean;
  fields: Field[];
  children: Children[];
  retired: Field[];
}
export type Operand =
  | string
  | number
  | boolean
  | null
  | { constant: string; plus?: string; minus?: string }
  | { period: string }
  | { field: string };
export interface FieldForm {
  field: string;
  op?: string;
  value?: Operand | Operand[];
}
export interface ChildrenForm {
  children: string;
  fold: string;
  of?: string;
  where?: Form;
  op?: string;
  value?: Operand | Operand[];
}
export type Form = string | { and: Form[] } | { or: Form[] } | { not: Form } | FieldForm | ChildrenForm;
export interface Groups {
  groups: { keys: Value[]; values: Value[] }[];
  more: boolean;
}
export interface Hit {
  entity: string;
  id: string;
  title: string;
  subtitle: string;
}
export interface Undone {
  undone: number;
  seq: number;
  kept: { entity: string; id: string; field: string }[];
}
export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
export interface JobTitle {
  entity?: string;
  count?: number;
  act?: string;
  file?: string;
  format?: string;
}
export interface JobLine {
  id: string;
  entity?: string;
  field?: string;
  errors?: Complaint[];
}
export interface JobResult {
  import?: string;
  entity?: string;
  id?: string;
  created?: number;
  changed?: number;
  skipped?: number;
  refused?: number;
  doubtful?: number;
  kinds?: { [member: string]: number };
  kept?: number;
  batch?: string;
  lines?: JobLine[];
  files?: { name: string; label?: string; bytes?: number }[];
  rows?: number;
  cut?: number;
  seq_begin?: number;
  seq_end?: number;
}
export interface Job {
  id: string;
  kind: string;
  state: JobState;
  title: JobTitle;
  done: number;
  total: number;
  is_own: boolean;
  is_cancelled: boolean;
  started_by: { id: string; title?: string } | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  tries: number;
  result: JobResult;
  reasons: Complaint[];
}
export interface Right {
  groups: string[];
  entities: string[];
  verbs: string[];
  when: string;
  fields: string;
  is_default: boolean;
  is_broken?: true;
}
export interface RightKind {
  name: string;
  many: Label;
  is_internal?: boolean;
  fields: { name: string; label: Label }[];
}
export interface RightDecision {
  group: string;
  entity: string;
  verb: string;
  field?: string;
  condition: string;
  finance?: string;
}
export interface RightEffect {
  users: { id: string; title: string; before: number; after: number; gains: number; loses: number }[];
  more: number;
  limit: number;
}
export interface Demo {
  is_demo: boolean;
  counts: { entity: string; label: Label; untouched: number; changed: number; added: number }[];
}
export interface DemoRemoval {
  op: string;
  with_changed?: boolean;
}
export interface Complaint {
  field: string;
  code: string;
  parameters: { [member: string]: string };
}
export interface Problem {
  type: string;
  title: string;
  status: number;
  errors: Complaint[];
}
export interface Started {
  job: { id: string };
}
export type Link =
  | { id: string; title: string; deleted?: true; hidden?: undefined }
  | { hidden: true; id?: undefined; title?: undefined; deleted?: undefined };
export type AnyLink =
  | { entity: string; id: string; title: string; deleted?: true; hidden?: undefined }
  | { hidden: true; entity?: undefined; id?: undefined; title?: undefined; deleted?: undefined };
export type Value = string | number | boolean | null | Link | AnyLink | (string | Link)[];
export type Sent = string | number | boolean | null | string[] | { entity: string; id: string };
export type Values = { [member: string]: Sent };
export interface Row {
  id: string;
  rev: number;
  masked?: string[];
  [member: string]: Value | string | number | string[] | undefined;
}
export interface Record {
  id: string;
  rev: number;
  display: string;
  masked?: string[];
  may?: { [member: string]: boolean };
  merged_from?: string;
  [member: string]: Value | string | number | string[] | { [member: string]: boolean } | undefined;
}
export interface Page {
  rows: Row[];
  next?: string;
  count?: number;
  count_is_exact?: boolean;
}
export type Accept = { [member: string]: string };
export interface Warning {
  field: string;
  code: string;
}
export interface Written {
  seq: number;
  op: string;
  warnings: Warning[];
}
export interface HistoryEntry {
  seq: number;
  of?: { id: string; title: string };
  kind: 'create' | 'change' | 'delete' | 'restore';
  at: string;
  actor: { id: string; title: string } | null;
  on_behalf_of?: { id: string; title: string } | null;
  via: 'form' | 'import' | 'bulk' | 'job' | 'sync' | 'undo' | 'merge' | 'system';
  op: string;
  batch?: string;
  device?: string;
  reasons?: { [member: string]: string };
  fields: { [member: string]: { old: Value; new: Value } };
}
export interface WhyLine {
  group: string;
  when: string;
  fields: string;
  holds: boolean | null;
  in_place_of?: { id: string; title: string };
}
export interface Why {
  verbs: { verb: string; may: boolean; lines: WhyLine[] }[];
  masked: { field: string; lines: WhyLine[] }[];
  seen_by?: { users: { id: string; title: string; is_certain: boolean; lines: WhyLine[] }[]; count: number };
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
  records: Record[];
  fields: MergeField[];
  moves: { entity: string; field: string; count: number }[];
  met: { entity: string; outcome: string; count: number }[];
  problems: Complaint[];
  in_background: boolean;
}
export interface Merged {
  id: string;
  op: string;
  batch: string;
  seq: number;
  changed: number;
  warnings: Warning[];
}
export interface FileOptions {
  sheet?: string;
  encoding?: string;
  delimiter?: string;
  skip_rows?: number;
  head?: boolean;
}
export interface PlanField {
  role: string;
  field: string;
  value?: string;
  link?: string;
  link_by?: string[];
  take?: string;
  date_format?: string;
  decimal_comma?: boolean;
  times?: number;
  translate?: { [member: string]: string };
  fresh?: boolean;
}
export interface Plan {
  entity: string;
  system: string;
  key: string;
  known: 'change' | 'skip';
  match: string[];
  fields: PlanField[];
}
export interface LookColumn {
  name: string;
  filled: number;
  samples: string[];
  unknown?: string[];
}
export interface LookRole {
  name: string;
  entity: string;
  label: Label;
  fields: string[];
}
export interface Look {
  rows: string[][];
  shape: string;
  entity: string;
  entities: { name: string; score: number }[];
  plan: Plan;
  columns: LookColumn[];
  roles: LookRole[];
  is_remembered: boolean;
  is_founding: boolean;
  file: {
    kind: string;
    encoding: string;
    delimiter: string;
    sheets: { name: string; is_hidden: boolean }[];
    sheet: string;
    rows: number;
    is_whole: boolean;
  };
}
export interface SheetNotes {
  file: string;
  hidden_rows: number;
  hidden_columns: number;
  merged: number;
  errors: number;
  unknown_formulas: number;
}
export interface ImportChoice {
  do: 'create' | 'change' | 'skip';
  record?: string;
  reason?: string;
}
export type ImportState = 'rehearsing' | 'stopped' | 'rehearsed' | 'running' | 'done' | 'failed';
export interface Rehearsal {
  import: string;
  created: number;
  changed: number;
  skipped: number;
  refused: number;
  doubtful: number;
  kinds: { [member: string]: number };
}
export interface ImportRun {
  import: string;
  created: number;
  changed: number;
  skipped: number;
  refused: number;
  files: { name: string; label?: string; bytes?: number }[];
}
export interface Import {
  id: string;
  name: string;
  state: ImportState;
  job: string;
  is_founding: boolean;
  shape: string;
  plan?: Plan;
  files: { name: string; path: string }[];
  columns?: string[];
  rehearsal?: Rehearsal;
  run?: ImportRun;
  notes?: SheetNotes[];
  is_undone?: boolean;
  kinds: { [member: string]: ImportChoice };
}
export interface Double {
  id: string;
  by: string;
  line?: number;
  record: Row | null;
}
export type ImportOutcome = 'created' | 'changed' | 'skipped' | 'refused';
export type ImportIndex = 'all' | 'created' | 'changed' | 'skipped' | 'refused' | 'doubtful';
export interface ImportRow {
  source: number;
  line: number;
  outcome: ImportOutcome;
  entity?: string;
  cells: string[];
  errors: Complaint[];
  codes: string[];
  doubles?: Double[];
  set?: { [member: string]: Value };
  record?: Row | null;
  choice?: ImportChoice;
}
export type Language = 'pl' | 'en';
export interface Session {
  user: { id: string; login: string; name: string };
  groups: string[];
  language: Language;
  office: { name: string; currency: string; time_zone: string; is_demo?: boolean };
  today: string;
  standing_in_for: { id: string; name: string; until: string }[];
  viewing_as?: { as: 'user' | 'group'; by: { id: string; name: string }; until: string };
  needs_totp?: boolean;
}
export interface OwnSession {
  id: string;
  is_present: boolean;
  created_at: string;
  last_seen_at: string;
  address: string;
  agent: string;
}
export interface OwnAccount {
  sessions: OwnSession[];
  tokens: ApiToken[];
  totp: OwnTotp;
}
export interface OwnTotp {
  is_on: boolean;
  is_required: boolean;
  recovery_codes: number;
}
export type TokenScope = 'read' | 'write';
export interface ApiToken {
  id: string;
  name: string;
  scope: TokenScope;
  made_at: string;
  expires_at: string;
  last_used_at: string | null;
}
export type AuditKind =
  | 'signed_in'
  | 'sign_in_failed'
  | 'throttled'
  | 'signed_out'
  | 'session_ended'
  | 'shut_out'
  | 'password_set'
  | 'password_changed'
  | 'password_refused'
  | 'link_made'
  | 'link_ended'
  | 'link_used'
  | 'link_refused'
  | 'groups_changed'
  | 'exported'
  | 'token_made'
  | 'token_used'
  | 'token_ended'
  | 'token_refused'
  | 'totp_set'
  | 'totp_ended'
  | 'totp_reset'
  | 'recovery_code_used'
  | 'right_decided'
  | 'substitution'
  | 'view_began'
  | 'view_ended';
export interface AuditEntry {
  id: number;
  at: string;
  kind: AuditKind;
  user: null | AuditPerson;
  actor: null | AuditPerson;
  address: string;
  detail: AuditDetail;
}
export interface AuditPerson {
  id: string;
  title: string;
}
export interface AuditDetail {
  before?: string[];
  after?: string[];
  entity?: string;
  format?: string;
  rows?: number;
  name?: string;
  group?: string;
  verb?: string;
  field?: string;
  condition?: string;
  finance?: string;
  is_default?: boolean;
  deputy?: string;
  from?: string;
  to?: string;
  act?:
    | 'decided'
    | 'asked'
    | 'confirmed'
    | 'unconfirmed'
    | 'rejected'
    | 'taken_back'
    | 'brought_back'
    | 'changed';
  how?: 'button' | 'signed_out' | 'hour' | 'right' | 'session';
}
export interface Account {
  user: string;
  has_password: boolean;
  has_totp: boolean;
  sessions: number;
  tokens: number;
  last_seen_at: string | null;
  invited_until: string | null;
}
export type LinkKind = 'invite' | 'reset';
export interface PasswordLink {
  token: string;
  kind: LinkKind;
  expires_at: string;
}
export interface Invitation {
  login: string;
  name: string;
  office: string;
  kind: LinkKind;
}
export interface Upload {
  id: string;
  name: string;
  bytes: number;
  offset: number;
}
export interface ChangedRecord {
  entity: string;
  id?: string;
  rev?: number;
  removed?: boolean;
  many?: boolean;
}
export interface CatalogueEvent {
  version: string;
}
export interface RecordsEvent {
  records: ChangedRecord[];
}
export type RightsEvent = {};
export interface JobEvent {
  id: string;
  kind: string;
  state: JobState;
  title: JobTitle;
  done: number;
  total: number;
}
// What is sent and answered, by route.
export interface Routes {
  'GET /catalogue': { body: undefined; answer: { version: string; entities: Entity[] } };
  'POST /query': {
    body: {
      entity: string;
      where?: Form | null;
      columns?: string | string[];
      order?: string | string[];
      group?: string | string[];
      measures?: string | string[];
      after?: string | null;
      limit?: number;
      count?: boolean;
      end?: boolean;
    };
    answer: Page | Groups;
  };
  'POST /condition': { body: { entity: string; where: Form }; answer: { text: string; where: Form } };
  'GET /search': { body: undefined; answer: { hits: Hit[]; more: boolean } };
  'POST /changes': {
    body: {
      op?: string;
      accept?: Accept;
      reason?: string;
      device?: string;
      records: { entity: string; kind?: string; id?: string; rev?: number; set?: Values }[];
    };
    answer: {
      seq: number;
      op: string;
      records: { entity: string; id: string; rev: number }[];
      warnings: Warning[];
    };
  };
  'POST /undo': {
    body: { op?: string; batch?: string; as?: string; newer_to?: string };
    answer: Undone | Started;
  };
  'GET /jobs': { body: undefined; answer: { jobs: Job[] } };
  'GET /jobs/{id}': { body: undefined; answer: Job };
  'DELETE /jobs/{id}': { body: undefined; answer: null };
  'POST /jobs/{id}/cancel': { body: undefined; answer: null };
  'POST /jobs/{id}/again': { body: undefined; answer: null };
  'GET /jobs/{id}/files/{name}': { body: undefined; answer: Blob };
  'GET /rights': {
    body: undefined;
    answer: { version: number; rights: Right[]; defaults?: Right[]; kinds?: RightKind[] };
  };
  'POST /rights/preview': { body: RightDecision; answer: RightEffect };
  'GET /demo': { body: undefined; answer: Demo };
  'POST /demo/remove': { body: DemoRemoval; answer: Started };
  'GET /openapi.json': { body: undefined; answer: unknown };
  'GET /{entity}': { body: undefined; answer: Page };
  'POST /{entity}': {
    body: { op?: string; id?: string; set?: Values; accept?: Accept; reason?: string; device?: string };
    answer:
      | { seq: number; op: string; warnings: Warning[]; record: Record | null }
      | { seq: number; op: string; warnings: Warning[]; id: string; rev?: number };
  };
  'GET /{entity}/{id}': { body: undefined; answer: Record };
  'PATCH /{entity}/{id}': {
    body: { op?: string; rev?: number; set?: Values; accept?: Accept; reason?: string; device?: string };
    answer:
      | { seq: number; op: string; warnings: Warning[]; record: Record | null }
      | { seq: number; op: string; warnings: Warning[]; id: string; rev?: number };
  };
  'DELETE /{entity}/{id}': {
    body: { op?: string; rev?: number; set?: Values; accept?: Accept; reason?: string; device?: string };
    answer: Written;
  };
  'GET /{entity}/{id}/history': { body: undefined; answer: { entries: HistoryEntry[]; next?: number } };
  'POST /{entity}/{id}/restore': {
    body: { op?: string; rev?: number; set?: Values; accept?: Accept; reason?: string; device?: string };
    answer:
      | { seq: number; op: string; warnings: Warning[]; record: Record | null }
      | { seq: number; op: string; warnings: Warning[]; id: string; rev?: number };
  };
  'POST /{entity}/{id}/{action}': {
    body: { op?: string; rev?: number; set?: Values; accept?: Accept; reason?: string; device?: string };
    answer:
      | { seq: number; op: string; warnings: Warning[]; record: Record | null }
      | { seq: number; op: string; warnings: Warning[]; id: string; rev?: number };
  };
  'GET /{entity}/{id}/why': { body: undefined; answer: Why };
  'POST /{entity}/merge': {
    body: {
      op?: string;
      ids: string[];
      survivor: string;
      choose?: { [member: string]: string };
      seen?: { [member: string]: number };
      preview?: boolean;
    };
    answer: (MergePreview | Merged) | Started;
  };
  'POST /{entity}/bulk': {
    body: {
      op?: string;
      ids?: string[];
      where?: string;
      act?: string;
      set?: Values;
      add?: { [member: string]: string[] };
      remove?: { [member: string]: string[] };
      accept?: Accept;
      reason?: string;
      count?: number;
      preview?: boolean;
    };
    answer: { count: number; not_allowed: number } | Started;
  };
  'POST /imports/look': {
    body: { upload: string; options?: FileOptions; entity?: string; system?: string; plan?: Plan };
    answer: Look;
  };
  'POST /imports': {
    body: {
      id: string;
      name?: string;
      shape?: string;
      files: { upload: string; name?: string }[];
      options?: FileOptions;
      plan?: Plan;
      toml?: string;
    };
    answer: Started;
  };
  'GET /imports/{id}': { body: undefined; answer: Import };
  'DELETE /imports/{id}': { body: undefined; answer: null };
  'GET /imports/{id}/rows': { body: undefined; answer: { count: number; rows: ImportRow[]; next?: number } };
  'PUT /imports/{id}/choices': {
    body: {
      rows?: { [member: string]: ImportChoice | null };
      kinds?: { [member: string]: ImportChoice | null };
    };
    answer: null;
  };
  'POST /imports/{id}/run': { body: undefined; answer: Started };
  'POST /imports/{id}/undo': { body: undefined; answer: Started };
  'POST /exports': {
    body:
      | {
          id?: string;
          entity: string;
          where?: Form;
          order?: string | string[];
          columns?: string | string[];
          format: 'csv' | 'xlsx';
          language?: 'pl' | 'en' | '';
          ids?: boolean;
        }
      | { id?: string; everything: boolean };
    answer: Started;
  };
  'GET /health': { body: undefined; answer: { status: 'ok'; version: string } };
  'GET /session': { body: undefined; answer: Session };
  'POST /session': { body: { login: string; password: string; code?: string }; answer: Session };
  'PATCH /session': { body: { language: Language }; answer: null };
  'DELETE /session': { body: undefined; answer: null };
  'GET /first-start': { body: undefined; answer: { needs_code: boolean } };
  'POST /first-start': {
    body: {
      office: {
        name: string;
        tax_id?: string;
        country: string;
        currency: string;
        language: string;
        time_zone: string;
      };
      administrator: { login: string; name: string; email?: string; password: string };
    };
    answer: Session;
  };
  'GET /account': { body: undefined; answer: OwnAccount };
  'DELETE /account/sessions/{session}': { body: undefined; answer: null };
  'POST /account/password': { body: { old: string; new: string }; answer: null };
  'POST /account/tokens': {
    body: { name: string; scope: TokenScope; expires_on: string; password: string };
    answer: { id: string; token: string };
  };
  'DELETE /account/tokens/{id}': { body: undefined; answer: null };
  'DELETE /accounts/{id}/tokens': { body: undefined; answer: null };
  'POST /account/totp': { body: { password: string }; answer: { secret: string; address: string } };
  'DELETE /account/totp': { body: { password: string; code: string }; answer: null };
  'POST /account/totp/confirm': { body: { code: string }; answer: { recovery_codes: string[] } };
  'DELETE /accounts/{id}/totp': { body: undefined; answer: null };
  'GET /audit': { body: undefined; answer: { entries: AuditEntry[]; next?: number } };
  'POST /view-as': { body: { as: 'user' | 'group'; id: string }; answer: null };
  'DELETE /view-as': { body: undefined; answer: null };
  'GET /accounts': { body: undefined; answer: { accounts: Account[] } };
  'POST /accounts/{id}/link': { body: undefined; answer: PasswordLink };
  'DELETE /accounts/{id}/link': { body: undefined; answer: null };
  'DELETE /accounts/{id}/sessions': { body: undefined; answer: null };
  'POST /invitation': { body: { token: string; password?: string }; answer: Invitation | Session };
  'POST /uploads': { body: { name: string; bytes: number }; answer: Upload };
  'GET /uploads/{id}': { body: undefined; answer: Upload };
  'PUT /uploads/{id}': { body: Blob; answer: Upload };
  'DELETE /uploads/{id}': { body: undefined; answer: null };
  'GET /events': { body: undefined; answer: RecordsEvent | JobEvent | RightsEvent | CatalogueEvent };
}
