/** The county of data/huize. */
export const dataSetCounty = '530326'

/** What the thread that loads it says once, if at all: why it failed. */
export type DemoLoadMessage = { failure: string }
