/** Line icons on a 24-pixel square, drawn here so that the first screen needs no icon library. */
const paths = {
  layers: 'M12 3 2.5 8 12 13l9.5-5zM2.5 12.5 12 17.5l9.5-5M2.5 16.8 12 21.8l9.5-5',
  incidents:
    'M12 21.5s7-6.3 7-11.5a7 7 0 1 0-14 0c0 5.200 7 11.500 7 11.500zM12 12.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z',
  patrols:
    'M5.500 21a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM18.500 8a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM8 18.500h7.500a3.250 3.250 0 0 0 0-6.500h-7a3.250 3.250 0 0 1 0-6.500H16',
  emergency: 'M12 4.500a7.500 7.500 0 1 0 0 15 7.500 7.500 0 0 0 0-15zM12 2v5M12 17v5M2 12h5M17 12h5M12 12h.01',
  table: 'M3.500 4.500h17v15h-17zM3.500 9.500h17M3.500 14.500h17M9.500 9.500v10',
  ruler: 'M3 16.500 16.500 3 21 7.500 7.500 21zM7 12.500l2 2M10 9.500l2.500 2.500M13 6.500l2 2',
  print: 'M7 9V3.500h10V9M7 17.500H4V10h16v7.500h-3M7 14.500h10v6H7z',
  search: 'M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM15.500 15.500 21 21',
  close: 'M5.500 5.500l13 13M18.500 5.500l-13 13',
  chevronRight: 'M9.500 5.500 16 12l-6.500 6.500',
  chevronLeft: 'M14.500 5.500 8 12l6.500 6.500',
  chevronDown: 'M5.500 9.500 12 16l6.500-6.500',
  sun: 'M12 16.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400',
  moon: 'M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500z',
  help: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.500 9.500a2.500 2.500 0 1 1 3.800 2.100c-.8.500-1.300 1-1.300 2M12 16.800h.01',
  copy: 'M8.500 8.500h11v12h-11zM15.500 8.500v-5h-11v12h4',
  check: 'M4.500 12.500 10 18 19.500 6.500',
  target: 'M12 19a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM12 2v4M12 18v4M2 12h4M18 12h4',
  download: 'M12 3.500v12M7 11l5 5 5-5M4 20.500h16',
  upload: 'M12 15.500v-12M7 8l5-5 5 5M4 20.500h16',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  home: 'M4 11.500 12 4l8 7.500M6 10v10h12V10',
  dispute: 'M3 4.500h11v8H8l-3 3v-3H3zM16.500 9H21v8h-2v3l-3-3h-5v-2',
  hazard: 'M12 3.500 22 20.500H2zM12 10v5M12 17.800h.01',
  burst: 'M12 2.500l2.200 5 5-2-2 5 4.300 2-4.300 2 2 5-5-2-2.200 5-2.200-5-5 2 2-5-4.300-2 4.300-2-2-5 5 2z',
  request: 'M5 3.500h10l4 4v13H5zM15 3.500v4h4M8.500 12h7M8.500 16h5',
  polygon: 'M4.500 8.500 12 3.500l8 5-2.500 11h-10z',
  circle: 'M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17zM12 12h.01M12 12h8',
  code: 'M8 6.500 3 12l5 5.500M16 6.500 21 12l-5 5.500',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.500l3.500 2',
  people:
    'M9 11.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 20c0-3.500 3-6 6.500-6s6.500 2.500 6.500 6M16 5a3.500 3.500 0 0 1 0 6.500M17.500 14.300c2.500.6 4 2.800 4 5.700',
  warning: 'M12 3.500 22 20.500H2zM12 10v5M12 17.800h.01',
  refresh: 'M20 12a8 8 0 1 1-2.500-5.800M20 3.500v4h-4',
  fold: 'M3.500 4.500h17v15h-17zM9 4.500v15',
} as const
export type IconName = keyof typeof paths

/** Decoration only: what it means is said by the text or the label beside it. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={size >= 18 ? 1.6 : 1.9}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      style={{ flex: 'none' }}
    >
      <path d={paths[name]} />
    </svg>
  )
}
