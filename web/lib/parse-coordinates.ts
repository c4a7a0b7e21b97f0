const fullWidth: Record<string, string> = {
  '，': ',',
  '、': ',',
  '；': ',',
  '：': ':',
  '．': '.',
  '－': '-',
  '　': ' ',
}

/** One half of a pair: `103.62`, `103°37'27"E`, `东经103°37′27.5″`, `lng: 103.62`. */
const halfPattern =
  /(?:(东经|西经|北纬|南纬|经度|纬度|longitude|latitude|lng|lon|lat|[EWNSewns])\s*[:=]?\s*)?(-?\d{1,3}(?:\.\d+)?)(?:\s*[°度](?:\s*(\d{1,2}(?:\.\d+)?)\s*['′’分](?:\s*(\d{1,2}(?:\.\d+)?)\s*(?:"|″|”|''|秒))?)?)?(?:\s*([EWNSewns])(?![a-z\d-]))?/y

type Half = { value: number; axis: 'lng' | 'lat' | null }

function readHalf(text: string, start: number): { half: Half; end: number } | null {
  halfPattern.lastIndex = start
  const match = halfPattern.exec(text)
  if (!match) return null
  const [, prefix, degrees, minutes, seconds, suffix] = match
  const mark = (prefix ?? suffix ?? '').toLowerCase()
  const size = Math.abs(Number(degrees)) + Number(minutes ?? 0) / 60 + Number(seconds ?? 0) / 3600
  const isNegative = degrees?.startsWith('-') || ['w', 's', '西经', '南纬'].includes(mark)
  const axis = ['e', 'w', '东经', '西经', '经度', 'lng', 'lon', 'longitude'].includes(mark)
    ? 'lng'
    : ['n', 's', '北纬', '南纬', '纬度', 'lat', 'latitude'].includes(mark)
      ? 'lat'
      : null
  return { half: { value: isNegative ? -size : size, axis }, end: halfPattern.lastIndex }
}

/** Reads a pasted pair of coordinates as `[lng, lat]`, or null when the text is something else. Takes decimal degrees and
 *  degrees-minutes-seconds, Chinese and Latin marks, full-width punctuation, brackets, either order: without marks the
 *  first is the longitude unless only the other order lies in China (latitudes there stay below 60). Pure. */
export function parseCoordinates(input: string): [lng: number, lat: number] | null {
  const text = input
    .replace(/[，、；：．－　]/g, (mark) => fullWidth[mark] ?? mark)
    .replace(/[\u200b\u200e\u200f\u202a-\u202e\ufeff]/g, '')
    .replace(/^[\s([{（【"']+|[\s)\]}）】"']+$/g, (edge, start: number) =>
      // At the end a quote may be the mark of the seconds.
      start > 0 && edge.includes('"') && /\d\s*["']+\s*$/.test(input) ? edge : '',
    )
  const first = readHalf(text, 0)
  if (!first) return null
  const between = /^\s*[,;/|\s]\s*|^(?=[东西南北EWNSewns])/.exec(text.slice(first.end))
  if (!between) return null
  const second = readHalf(text, first.end + between[0].length)
  if (
    !second ||
    text
      .slice(second.end)
      .trim()
      .replace(/[)\]}）】"']/g, '') !== ''
  )
    return null
  let [lng, lat] = [first.half, second.half]
  if (lng.axis === 'lat' || lat.axis === 'lng') [lng, lat] = [lat, lng]
  else if (!lng.axis && !lat.axis && Math.abs(lng.value) < 60 && Math.abs(lat.value) > 60) [lng, lat] = [lat, lng]
  if (lng.axis === 'lat' || lat.axis === 'lng') return null
  if (Math.abs(lng.value) > 180 || Math.abs(lat.value) > 90) return null
  return [lng.value, lat.value]
}
