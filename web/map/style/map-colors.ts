import type { MapTheme } from '../map-types.ts'

/** Colours of the drawn map. Roads are kept greyish on purpose: strong colour is left to incidents. */
export type MapColors = {
  ground: string
  countyGround: string
  neighbourFill: string
  neighbourBorder: string
  hillShadow: string
  hillLight: string
  hillAccent: string
  lake: string
  lakeBorder: string
  river: string
  stream: string
  expressway: string
  majorRoad: string
  countyRoad: string
  minorRoad: string
  roadCasing: string
  gridBorder: string
  villageBorder: string
  townshipBorder: string
  townshipCasing: string
  countyBorder: string
  countyCasing: string
  noDataStripe: string
  hoverFill: string
  hoverBorder: string
  selectionBorder: string
  selectionCasing: string
  highlight: string
  highlightFaint: string
  highlightStrong: string
  query: string
  queryFill: string
  measure: string
  measureFill: string
  text: string
  textMuted: string
  textHalo: string
  townshipText: string
  waterText: string
  peakText: string
  neighbourText: string
  roadText: string
  roadSign: string
}

export const mapColors: Record<MapTheme, MapColors> = {
  night: {
    ground: '#0A111D',
    countyGround: '#14283F',
    neighbourFill: 'rgba(10, 17, 29, 0.58)',
    neighbourBorder: '#2A3B57',
    hillShadow: 'rgba(2, 6, 14, 0.62)',
    hillLight: 'rgba(214, 232, 248, 0.13)',
    hillAccent: 'rgba(2, 6, 14, 0.25)',
    lake: '#12456B',
    lakeBorder: '#3B86B8',
    river: '#3F86BE',
    stream: '#2C6391',
    expressway: '#D2A566',
    majorRoad: '#BFA377',
    countyRoad: '#94A2B6',
    minorRoad: '#6C7D96',
    roadCasing: 'rgba(7, 13, 23, 0.85)',
    gridBorder: 'rgba(95, 168, 160, 0.45)',
    villageBorder: 'rgba(158, 214, 205, 0.72)',
    townshipBorder: '#E8C268',
    townshipCasing: 'rgba(8, 13, 22, 0.6)',
    countyBorder: '#F0D592',
    countyCasing: 'rgba(232, 194, 104, 0.16)',
    noDataStripe: 'rgba(147, 165, 191, 0.5)',
    hoverFill: 'rgba(255, 255, 255, 0.14)',
    hoverBorder: 'rgba(255, 255, 255, 0.85)',
    selectionBorder: '#FFFFFF',
    selectionCasing: 'rgba(4, 9, 17, 0.85)',
    highlight: 'rgba(249, 156, 82, 0.95)',
    highlightFaint: 'rgba(249, 130, 46, 0.16)',
    highlightStrong: 'rgba(249, 130, 46, 0.58)',
    query: '#FF9A4D',
    queryFill: 'rgba(249, 115, 22, 0.15)',
    measure: '#8CE3D8',
    measureFill: 'rgba(43, 179, 163, 0.16)',
    text: '#DCE6F2',
    textMuted: '#A9BACF',
    textHalo: 'rgba(8, 15, 26, 0.92)',
    townshipText: '#FFE3A0',
    waterText: '#8EC5F0',
    peakText: '#B7C3D4',
    neighbourText: '#6F819B',
    roadText: '#E9DDC4',
    roadSign: 'rgba(20, 30, 46, 0.94)',
  },
  day: {
    ground: '#EEF2F6',
    countyGround: '#F7F9FB',
    neighbourFill: 'rgba(238, 242, 246, 0.62)',
    neighbourBorder: '#B4C0CE',
    hillShadow: 'rgba(44, 66, 92, 0.34)',
    hillLight: 'rgba(255, 255, 255, 0.42)',
    hillAccent: 'rgba(44, 66, 92, 0.12)',
    lake: '#B4D6EC',
    lakeBorder: '#5C9CC8',
    river: '#4F93C6',
    stream: '#86B6D8',
    expressway: '#C6935A',
    majorRoad: '#D8B682',
    countyRoad: '#FFFFFF',
    minorRoad: '#A3AFBD',
    roadCasing: 'rgba(122, 132, 146, 0.8)',
    gridBorder: 'rgba(26, 68, 76, 0.42)',
    villageBorder: 'rgba(10, 48, 56, 0.82)',
    townshipBorder: '#9A6B00',
    townshipCasing: 'rgba(255, 255, 255, 0.75)',
    countyBorder: '#7A5400',
    countyCasing: 'rgba(154, 107, 0, 0.16)',
    noDataStripe: 'rgba(90, 107, 128, 0.55)',
    hoverFill: 'rgba(9, 30, 48, 0.10)',
    hoverBorder: 'rgba(16, 32, 48, 0.8)',
    selectionBorder: '#0B1B2B',
    selectionCasing: '#FFFFFF',
    highlight: 'rgba(190, 78, 6, 0.95)',
    highlightFaint: 'rgba(234, 108, 22, 0.18)',
    highlightStrong: 'rgba(234, 108, 22, 0.56)',
    query: '#C2500A',
    queryFill: 'rgba(234, 108, 22, 0.10)',
    measure: '#0A655C',
    measureFill: 'rgba(14, 124, 112, 0.14)',
    text: '#22303F',
    textMuted: '#4B5C70',
    textHalo: 'rgba(255, 255, 255, 0.94)',
    townshipText: '#6E4B00',
    waterText: '#2F74A8',
    peakText: '#55636F',
    neighbourText: '#8695A8',
    roadText: '#5B4520',
    roadSign: 'rgba(255, 255, 255, 0.96)',
  },
}
