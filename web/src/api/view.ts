// Looking as a user or a group.
import { ask } from './http';

export const begin_view = (as: 'user' | 'group', id: string) => ask('POST /view-as', { body: { as, id } });
export const end_view = () => ask('DELETE /view-as');
