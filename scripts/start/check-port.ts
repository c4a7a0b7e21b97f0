import { createServer } from 'node:net'
import { StartError } from '#api/platform/process/start-error.ts'

/** Whether the address can be listened at, asked before anything is made. Throws `StartError`. */
export const checkPort = (host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => reject(toPortError(error, host, port)))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve()))
  })

/** The sentence for an address that cannot be listened at. Pure. */
export function toPortError(error: NodeJS.ErrnoException, host: string, port: number): StartError {
  switch (error.code) {
    case 'EADDRINUSE':
      return new StartError(
        {
          zh: `端口 ${host}:${port} 已被占用；请停止占用它的程序，或用 PORT 指定另一个端口。`,
          en: `The port ${host}:${port} is in use; stop what uses it, or choose another with PORT.`,
        },
        error,
      )
    case 'EACCES':
      return new StartError(
        {
          zh: `没有权限监听端口 ${port}，请用 PORT 指定 1024 以上的端口。`,
          en: `Listening at port ${port} is not permitted; choose one above 1024 with PORT.`,
        },
        error,
      )
    default:
      return new StartError(
        {
          zh: `无法监听 ${host}:${port}（${error.code}），请检查 HOST 和 PORT。`,
          en: `Cannot listen at ${host}:${port} (${error.code}); check HOST and PORT.`,
        },
        error,
      )
  }
}
