// Looking as somebody else: whoever sees the table of rights may. All that is on the screen is then asked anew.
import { begin_view } from '../../api/view';
import { useFrozen, useOffice } from '../../catalogue/office';
import { problem_text } from '../../catalogue/saving';
import { useSpeech } from '../../texts';
import { toast } from '../../ui/toast';

// Nothing when one may not, or looks as somebody already.
export function useViewAs(): ((as: 'user' | 'group', id: string) => void) | null {
  const { catalogue } = useOffice();
  const { error: say } = useSpeech();
  const is_frozen = useFrozen();
  if (!catalogue.find('right') || is_frozen) return null;
  return (as, id) =>
    void begin_view(as, id).then(
      () => window.location.assign('/'),
      (error: unknown) => toast({ text: problem_text(error, say), is_error: true }),
    );
}
