import { formatNumber } from '#web/lib/format-number.ts'

/** `312 KB`, `4.2 MB`. Pure. */
export const formatBytes = (bytes: number): string =>
  bytes < 2 ** 20 ? `${formatNumber(Math.ceil(bytes / 1024))} KB` : `${formatNumber(bytes / 2 ** 20, 1)} MB`
