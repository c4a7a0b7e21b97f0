const formats = new Map<string, Intl.NumberFormat>()

/** Digits with grouping; `fractionDigits` at most and, where `isFixed`, at least. Pure. */
export function formatNumber(value: number, fractionDigits = 0, isFixed = false): string {
  const key = `${fractionDigits}${isFixed}`
  let format = formats.get(key)
  if (!format) {
    // en-US grouping in both languages: it is what Chinese statistics print, and columns stay aligned.
    format = new Intl.NumberFormat('en-US', {
      maximumFractionDigits: fractionDigits,
      minimumFractionDigits: isFixed ? fractionDigits : 0,
    })
    formats.set(key, format)
  }
  return format.format(value)
}

/** Metres below 1 km, then kilometres: `640 m`, `1.24 km`, `12.4 km`. Pure. */
export function formatDistance(meters: number): string {
  if (meters < 10) return `${formatNumber(meters, 1)} m`
  if (meters < 1000) return `${formatNumber(meters)} m`
  return `${formatNumber(meters / 1000, meters < 10_000 ? 2 : 1)} km`
}

/** Square metres below 0.1 km², then km². Pure. */
export function formatArea(squareMeters: number): string {
  if (squareMeters < 100_000) return `${formatNumber(squareMeters)} m²`
  return `${formatNumber(squareMeters / 1e6, squareMeters < 1e8 ? 2 : 1)} km²`
}

/** `0.0312` → `3.1%`. Pure. */
export const formatShare = (share: number): string => `${formatNumber(share * 100, 1)}%`

/** Enough digits to read: small figures keep decimals. Pure. */
export function formatFigure(value: number): string {
  const size = Math.abs(value)
  return formatNumber(value, size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2)
}

/** Square kilometres as the inspector and the tables show them. Pure. */
export const formatKm2 = (areaKm2: number): string => formatNumber(areaKm2, areaKm2 >= 100 ? 0 : 2)
