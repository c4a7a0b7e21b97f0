/** Some columns of a zoom, both ends included. */
export type CutJob = { zoom: number; columns: [from: number, to: number] }
