/** One thing a stream of server-sent events says. `message`: an event of the log. */
export type Said = { name: string; data: string }

/** Takes the text of a stream apart as it comes, however it is cut. */
export function createSaidReader(onSaid: (said: Said) => void): (text: string) => void {
  let rest = ''
  return (text) => {
    rest += text
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      const said: Said = { name: 'message', data: '' }
      for (const line of rest.slice(0, end).split('\n')) {
        if (line.startsWith('event: ')) said.name = line.slice(7)
        if (line.startsWith('data: ')) said.data += line.slice(6)
      }
      rest = rest.slice(end + 2)
      if (said.data !== '') onSaid(said)
    }
  }
}

/** Reads a stream to its end. `EventSource` cannot send a header, which a wall has to, and does not tell a server that refuses
 *  from one that is away. Rejects where the connection is lost. */
export async function readStream(response: Response, onSaid: (said: Said) => void): Promise<void> {
  if (!response.body) return
  const take = createSaidReader(onSaid)
  const decoder = new TextDecoder()
  const reader = response.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    take(decoder.decode(value, { stream: true }))
  }
}
