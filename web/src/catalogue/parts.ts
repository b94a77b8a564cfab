// What an area adds to the record page of its entity: what the head tells, which lists are read along with the record,
// and what stands in its two columns. The app hands a part in; the catalogue knows no area.
import type { ComponentType } from 'react';
import type { Entity, FullRecord } from '../api';
import type { AskedLists, BesideList } from './beside';

export interface PartProps {
  entity: Entity;
  record: FullRecord;
  lists: AskedLists;
}

export interface RecordPart {
  chips: { name: string; is_labelled?: boolean }[]; // fields told by a chip behind the name
  facts: string[]; // fields told in one line under it, each edited where it stands
  lists: Record<string, BesideList>;
  Head?: ComponentType<PartProps>; // what stands right under the name
  Urgent?: ComponentType<PartProps>; // what needs action first
  Main: ComponentType<PartProps>;
  Side: ComponentType<PartProps>;
}
