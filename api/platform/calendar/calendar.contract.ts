import { z } from 'zod'
import { lineSchema } from '#api/platform/http/shared.contract.ts'

const daySchema = z.iso.date()
const minuteOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, '应为 00:00 至 23:59 的时刻，如 08:30 / a time of day like 08:30')

/** One day that is not what its weekday says: a holiday, or a Saturday or Sunday that is worked in its stead. */
export const specialDay = z.object({
  date: daySchema,
  isWorking: z.boolean(),
  zh: lineSchema(20),
  en: lineSchema(40),
})
export type SpecialDay = z.infer<typeof specialDay>

const isRising = (hours: readonly { from: string; to: string }[]) =>
  hours.every(({ from, to }, index) => from < to && (hours[index - 1]?.to ?? '') <= from)

/** When people work, by the clock of China (UTC+8). */
export const workingCalendar = z
  .object({
    /** Of every working day, one after the other. */
    hours: z
      .array(z.object({ from: minuteOfDay, to: minuteOfDay }))
      .min(1)
      .max(2)
      .refine(isRising, '时段应先后排列且不重叠 / the hours follow each other and do not overlap'),
    /** Those whose holidays are all among the days. Of others only the weekends are known. */
    years: z.array(z.number().int().min(2000).max(2100)).max(100),
    days: z.array(specialDay).max(2_000),
  })
  .superRefine(({ days, years }, context) => {
    const seen = new Set<string>()
    for (const [index, { date }] of days.entries()) {
      const path = ['days', index, 'date']
      if (seen.has(date))
        context.addIssue({ code: 'custom', path, message: `${date} 重复 / ${date} stands there twice` })
      if (!years.includes(Number(date.slice(0, 4))))
        context.addIssue({
          code: 'custom',
          path,
          message: `${date} 不在已列出的年份内 / the year of ${date} is not among the years`,
        })
      seen.add(date)
    }
  })
export type WorkingCalendar = z.infer<typeof workingCalendar>
