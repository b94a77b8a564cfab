// Own line icons on a 20 px grid; decoration only, the words beside them or aria-label say what is meant.
const paths = {
  clients: 'M4 17V5.5L11 3v14M11 8l5 2v7M2.5 17h15M6.5 7.5h2M6.5 10.5h2M6.5 13.5h2M13 12.5h1',
  cases: 'M3 7.5h14V16a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1zM7 7.5V5a1 1 0 0 1 1-1h4a1 1 0 0 1 1 1v2.5M3 11.5h14',
  finance: 'M5 3h7l3.5 3.5V17H5zM12 3v3.5h3.5M7.5 10h5M7.5 13h5',
  office:
    'M10 3.5v2M10 14.5v2M3.5 10h2M14.5 10h2M5.4 5.4l1.4 1.4M13.2 13.2l1.4 1.4M5.4 14.6l1.4-1.4M13.2 6.8l1.4-1.4M10 7a3 3 0 1 0 0 6 3 3 0 0 0 0-6',
  search: 'M9 4a5 5 0 1 0 0 10A5 5 0 0 0 9 4M12.7 12.7 17 17',
  plus: 'M10 4v12M4 10h12',
  close: 'M5.5 5.5l9 9M14.5 5.5l-9 9',
  left: 'M12 5l-5 5 5 5',
  right: 'M8 5l5 5-5 5',
  down: 'M5 8l5 5 5-5',
  columns: 'M3.5 4.5h13v11h-13zM8 4.5v11M12 4.5v11',
  filter: 'M3.5 5h13M6 10h8M8.5 15h3',
  edit: 'M4 16l.8-3.4L13 4.4l2.6 2.6-8.2 8.2zM11.4 6 14 8.6',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  theme: 'M10 3.5a6.5 6.5 0 1 0 0 13zM10 3.5a6.5 6.5 0 0 1 0 13',
  user: 'M10 3.8a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4M3.8 17c.6-3 3-4.7 6.2-4.7s5.600 1.700 6.200 4.700',
  phone:
    'M5.500 3.500l2.200 0 1.200 3.200-1.700 1.300c.8 2 2.300 3.500 4.300 4.300l1.300-1.700 3.200 1.200v2.200c0 1-.8 1.800-1.800 1.700C8.500 15.200 4.300 11 3.800 5.300c-.1-1 .7-1.800 1.700-1.800',
  mail: 'M3 5.500h14v9.500H3zM3 6.500l7 5 7-5',
  map: 'M10 17s5.500-4.700 5.500-8.800a5.500 5.500 0 0 0-11 0C4.500 12.300 10 17 10 17M10 6.500a2 2 0 1 0 0 4 2 2 0 0 0 0-4',
  globe:
    'M10 3.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13M3.500 10h13M10 3.500c2.500 2 2.500 11 0 13M10 3.500c-2.500 2-2.500 11 0 13',
  calendar: 'M4 5.500h12V16H4zM4 8.500h12M7 3.500v3M13 3.500v3',
  panel: 'M3.500 4.500h13v11h-13zM7.500 4.500v11',
  warning: 'M10 3.500 17.500 16.500h-15zM10 8v4M10 14.300v.01',
  check: 'M4.500 10.500l3.500 3.500 7.500-8',
  group: 'M3.5 5h3M9 5h7.500M3.500 10h3M9 10h7.500M3.500 15h3M9 15h7.500',
  view: 'M5.500 3.500h9V17L10 13.500 5.500 17z',
  up: 'M5 12l5-5 5 5',
  help: 'M7.500 7.700a2.500 2.500 0 1 1 3.600 2.300c-.8.400-1.100.8-1.100 1.700M10 14.500v.01M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14',
  people:
    'M7.500 4.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5M2.500 16c.4-2.700 2.300-4 5-4s4.600 1.300 5 4M13 5a2.200 2.200 0 0 1 0 4.200M14.500 12.200c1.700.4 2.700 1.600 3 3.800',
  letter: 'M5 3h7l3 3v11H5zM12 3v3h3M7.500 9.500h5M7.500 12h5',
  note: 'M4 4h12v8l-4 4H4zM12 16v-4h4M7 7.500h6M7 10h3',
  undo: 'M7 4.500 3.500 8 7 11.500M3.500 8H12a4.200 4.200 0 0 1 0 8.500H8',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      viewBox="0 0 20 20"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2.4 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
      {name === 'theme' && <path d="M10 3.500a6.500 6.500 0 0 1 0 13z" fill="currentColor" stroke="none" />}
    </svg>
  );
}
