// The areas with those of their entities that this user may see.
import { useMemo } from 'react';
import type { Entity } from '../api';
import { areas, type Area } from '../areas';
import { may, type Catalogue } from '../catalogue/model';

export interface AreaEntities {
  area: Area;
  entities: Entity[];
}

export function useAreas(catalogue: Catalogue): AreaEntities[] {
  return useMemo(() => {
    const claimed = new Set(areas.flatMap((area) => area.entities));
    const shown = catalogue.entities.filter((entity) => !entity.is_internal && may(entity, 'view'));
    return areas
      .map((area) => ({
        area,
        entities: [
          ...area.entities.flatMap((name) => shown.find((entity) => entity.name === name) ?? []),
          ...(area.code === 'office' ? shown.filter((entity) => !claimed.has(entity.name)) : []),
        ],
      }))
      .filter((one) => one.entities.length > 0);
  }, [catalogue]);
}
