// Who asks, in which office, with which catalogue: handed to every page that shows records.
import { createContext, useContext } from 'react';
import type { Session } from '../api';
import type { Catalogue } from './model';

export interface Office {
  session: Session;
  catalogue: Catalogue;
}
export const OfficeContext = createContext<Office | null>(null);

// Does somebody look as somebody else? Then all stands there as the other sees it, and nothing can be changed.
export const useFrozen = (): boolean => !!useOffice().session.viewing_as;

export function useOffice(): Office {
  const office = useContext(OfficeContext);
  if (!office) throw new Error('no OfficeContext');
  return office;
}
