// The areas with those of their entities that this user may see.
import { useMemo } from 'react';
import type { Entity } from '../api';
import { areas, type Area } from '../areas';
import { may, type Catalogue } from '../catalogue/model';

export interface AreaEntities {
  area: Area;
  entities: Entity[];
  further: Entity[];
}

export const has = (one: AreaEntities, entity: Entity | undefined): boolean =>
  !!entity && (one.entities.includes(entity) || one.further.includes(entity));

export function useAreas(catalogue: Catalogue): AreaEntities[] {
  return useMemo(() => {
    const claimed = new Set(areas.flatMap((area) => [...area.entities, ...area.further]));
    const shown = catalogue.entities.filter((entity) => !entity.is_internal && may(entity, 'view'));
    const found = (names: string[]) =>
      names.flatMap((name) => shown.find((entity) => entity.name === name) ?? []);
    return areas
      .map((area) => ({
        area,
        entities: found(area.entities),
        further: [
          ...found(area.further),
          ...shown.filter(
            (entity) => !claimed.has(entity.name) && area.code === (entity.is_custom ? 'clients' : 'office'),
          ),
        ],
      }))
      .filter((one) => one.entities.length + one.further.length > 0);
  }, [catalogue]);
}

// Whether there is anything that this user may bring in from a file.
export const may_import = (catalogue: Catalogue): boolean =>
  catalogue.entities.some((entity) => !entity.is_internal && may(entity, 'import'));
