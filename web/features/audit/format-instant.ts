import type { Language } from '#web/lib/define-text.ts'

const formats: Record<Language, Intl.DateTimeFormat> = {
  zh: new Intl.DateTimeFormat('zh-CN', { dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' }),
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' }),
}

/** Local date and time to the second: in a record of deeds the order within a minute matters. */
export const formatInstant = (instant: string, language: Language): string =>
  formats[language].format(new Date(instant))
