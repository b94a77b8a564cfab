// A state or level as a word with a shape: shape and hue both say it, so neither is needed alone.
import css from './chip.module.css';

type Shape =
  'full' | 'half' | 'hollow' | 'dash' | 'square' | 'square_half' | 'square_hollow' | 'diamond' | 'cross';
type Hue = 'good' | 'quiet' | 'amber' | 'red';

const known: Record<string, [Shape, Hue]> = {
  prospect: ['hollow', 'amber'],
  new: ['hollow', 'amber'],
  open: ['hollow', 'amber'],
  active: ['full', 'good'],
  registered: ['full', 'good'],
  good: ['full', 'good'],
  works: ['full', 'good'],
  paid: ['full', 'good'],
  done: ['full', 'good'],
  won: ['full', 'good'],
  dormant: ['half', 'quiet'],
  partly_paid: ['half', 'amber'],
  waiting: ['half', 'amber'],
  watch: ['half', 'amber'],
  bounces: ['diamond', 'amber'],
  high: ['diamond', 'amber'],
  blocked: ['cross', 'red'],
  lost: ['cross', 'red'],
  wrong: ['cross', 'red'],
  overdue: ['diamond', 'red'],
  refused: ['cross', 'red'],
  urgent: ['diamond', 'red'],
  former: ['dash', 'quiet'],
  closed: ['dash', 'quiet'],
  dropped: ['dash', 'quiet'],
  cancelled: ['dash', 'quiet'],
  queued: ['hollow', 'quiet'],
  running: ['half', 'amber'],
  failed: ['cross', 'red'],
};
const by_place: [Shape, Hue][] = [
  ['square', 'good'],
  ['square_half', 'good'],
  ['square_hollow', 'quiet'],
  ['diamond', 'quiet'],
  ['dash', 'quiet'],
];

const drawings: Record<Shape, React.ReactNode> = {
  full: <circle cx="5" cy="5" r="4" fill="currentColor" />,
  half: (
    <>
      <circle cx="5" cy="5" r="3.400" fill="none" stroke="currentColor" strokeWidth="1.300" />
      <path d="M5 1.600a3.400 3.400 0 0 0 0 6.800z" fill="currentColor" />
    </>
  ),
  hollow: <circle cx="5" cy="5" r="3.400" fill="none" stroke="currentColor" strokeWidth="1.400" />,
  dash: <path d="M1 5h8" stroke="currentColor" strokeWidth="1.800" strokeLinecap="round" />,
  square: <rect x="1" y="1" width="8" height="8" rx="1.800" fill="currentColor" />,
  square_half: (
    <>
      <rect
        x="1.600"
        y="1.600"
        width="6.800"
        height="6.800"
        rx="1.400"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.200"
      />
      <path
        d="M1.600 3v4a1.400 1.400 0 0 0 1.400 1.400h2V1.600H3A1.400 1.400 0 0 0 1.600 3"
        fill="currentColor"
      />
    </>
  ),
  square_hollow: (
    <rect
      x="1.600"
      y="1.600"
      width="6.800"
      height="6.800"
      rx="1.400"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.200"
    />
  ),
  diamond: <path d="M5 .6 9.400 5 5 9.400.6 5z" fill="currentColor" />,
  cross: <path d="M2 2l6 6M8 2l-6 6" stroke="currentColor" strokeWidth="1.800" strokeLinecap="round" />,
};

interface ChipProps {
  code: string;
  place: number;
  text: string;
  colour?: string | undefined; // of the office's own choices
}

export function Chip({ code, place, text, colour }: ChipProps) {
  const [shape, hue] = known[code] ?? by_place[place % by_place.length] ?? ['hollow', 'quiet'];
  return (
    <span className={css['chip']} data-hue={colour ?? hue}>
      <svg viewBox="0 0 10 10" width="9" height="9" aria-hidden="true">
        {drawings[shape]}
      </svg>
      <span>{text}</span>
    </span>
  );
}
