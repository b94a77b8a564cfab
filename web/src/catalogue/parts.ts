// What an area adds to the record page of its entity. The frame hands the list in; the catalogue knows no area.
import { createContext, type ComponentType } from 'react';
import type { Entity, FullRecord } from '../api';
import type { ChildOptions } from './children';

export interface RecordPart {
  // Stands above the lists of children.
  Beside?: ComponentType<{ entity: Entity; record: FullRecord }>;
  // Stands under the title: what needs action.
  Alert?: ComponentType<{ entity: Entity; record: FullRecord }>;
  children?: Record<string, ChildOptions>;
}
export const PartsContext = createContext<Record<string, RecordPart>>({});
