import type { Language } from './define-text.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** How long a span is, in its largest unit: `4 分`, `3 小时`, `12 天`. Pure. */
export function formatSpan(spanMs: number, language: Language): string {
  const span = Math.abs(spanMs)
  if (span < 10_000) return language === 'zh' ? '几秒' : 'seconds'
  if (span < minuteMs) return language === 'zh' ? `${Math.floor(span / 1000)} 秒` : `${Math.floor(span / 1000)} s`
  if (span < hourMs)
    return language === 'zh' ? `${Math.floor(span / minuteMs)} 分` : `${Math.floor(span / minuteMs)} min`
  if (span < 2 * dayMs)
    return language === 'zh' ? `${Math.floor(span / hourMs)} 小时` : `${Math.floor(span / hourMs)} h`
  return language === 'zh' ? `${Math.floor(span / dayMs)} 天` : `${Math.floor(span / dayMs)} d`
}

/** `4 分前` / `4 min ago`; a future instant is `4 分后` / `in 4 min`. Pure. */
export function formatRelative(instant: string | number | Date, nowMs: number, language: Language): string {
  const spanMs = nowMs - new Date(instant).getTime()
  if (Math.abs(spanMs) < 10_000) return language === 'zh' ? '刚刚' : 'just now'
  const span = formatSpan(spanMs, language)
  if (spanMs >= 0) return language === 'zh' ? `${span}前` : `${span} ago`
  return language === 'zh' ? `${span}后` : `in ${span}`
}

const dateTimeFormats: Record<Language, Intl.DateTimeFormat> = {
  zh: new Intl.DateTimeFormat('zh-CN', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }),
  en: new Intl.DateTimeFormat('en-GB', {
    year: 'numeric',
    month: 'short',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }),
}

/** Local date and time to the minute. Pure but for the zone of the computer. */
export const formatDateTime = (instant: string | number | Date, language: Language): string =>
  dateTimeFormats[language].format(new Date(instant))

const clockFormats: Record<Language, Intl.DateTimeFormat> = {
  zh: new Intl.DateTimeFormat('zh-CN', {
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }),
  en: new Intl.DateTimeFormat('en-GB', {
    month: 'short',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }),
}

/** Local day and time to the second, of a clock that moves: the year is known. Pure but for the zone of the computer. */
export const formatClock = (instant: number, language: Language): string =>
  clockFormats[language].format(new Date(instant))

const timeFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

/** Local hours and minutes: `08:00` in both languages. Pure but for the zone of the computer. */
export const formatTime = (instant: number): string => timeFormat.format(new Date(instant))

/** Hours and minutes of a time of today, and of another day its date as well. Pure but for the zone of the computer. */
export function formatSince(instant: string | number | Date, nowMs: number, language: Language): string {
  const time = new Date(instant)
  const isToday = time.toDateString() === new Date(nowMs).toDateString()
  return isToday ? formatTime(time.getTime()) : formatDateTime(time, language)
}
