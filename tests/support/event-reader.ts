import { randomUUID } from 'node:crypto'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import type { LiveEvent, NewEvent } from '#api/platform/events/events.contract.ts'

/** What a stream has said, taken apart. */
export type Said = { name: string; id: number | undefined; data: Record<string, unknown> }

/** Takes server-sent events apart as they come, however they are cut. */
export function createSaidParser(onSaid: (said: Said) => void): (text: string) => void {
  let rest = ''
  return (text) => {
    rest += text
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      const fields = rest.slice(0, end).split('\n')
      rest = rest.slice(end + 2)
      const fieldOf = (name: string) => fields.find((field) => field.startsWith(`${name}: `))?.slice(name.length + 2)
      const id = fieldOf('id')
      onSaid({
        name: fieldOf('event') ?? 'message',
        id: id === undefined ? undefined : Number(id),
        data: JSON.parse(fieldOf('data') ?? '{}') as Record<string, unknown>,
      })
    }
  }
}

export type EventReader = {
  said: Said[]
  events(): LiveEvent[]
  names(): string[]
  /** Resolves with the answer's head. */
  answered: Promise<IncomingMessage>
  isOver(): boolean
  /** Stops reading, without closing. */
  stop(): Promise<void>
  cut(): void
}

/** One who listens to a server. */
export function readEvents(
  origin: string,
  { query = '', headers = {} }: { query?: string; headers?: Record<string, string> } = {},
): EventReader {
  const said: Said[] = []
  let isOver = false
  const asked: ClientRequest = request(`${origin.replace(/\/$/, '')}/api/events${query}`, {
    headers: { accept: 'text/event-stream', ...headers },
    agent: false,
  })
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    asked.on('response', (response) => {
      const parse = createSaidParser((one) => said.push(one))
      response.setEncoding('utf8')
      response.on('data', parse)
      response.on('close', () => {
        isOver = true
      })
      response.on('error', () => {})
      resolve(response)
    })
    asked.on('error', (error) => {
      isOver = true
      reject(error)
    })
  })
  answered.catch(() => {})
  asked.end()
  return {
    said,
    answered,
    events: () => said.filter(({ name }) => name === 'message').map(({ data }) => data as LiveEvent),
    names: () => said.map(({ name }) => name),
    isOver: () => isOver,
    async stop() {
      ;(await answered).pause()
    },
    cut: () => asked.destroy(),
  }
}

type Words = Pick<Incident, 'kind' | 'severity' | 'state' | 'rung'>

/** Something that happened to an incident of a grid. */
export const anEvent = (area: string, more: Partial<Omit<NewEvent, 'data'>> & { data?: object } = {}): NewEvent =>
  ({
    name: 'incident.reported',
    recordKind: 'incident',
    recordId: randomUUID(),
    version: 1,
    area,
    ...more,
    data: { kind: 'hazard', severity: 'orange', state: 'reported', rung: 'grid', ...more.data } satisfies Words,
  }) as NewEvent
