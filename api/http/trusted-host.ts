const loopbackName = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i

/** Whether a Host header names this machine itself. A page from elsewhere can make a browser believe that its own name
 *  is 127.0.0.1 (DNS rebinding) and would then read what this server answers; the Host it sends still tells. To be asked
 *  as long as nobody signs in. A request without the header comes from no browser. Pure. */
export const isLoopbackHost = (host: string | undefined): boolean => host === undefined || loopbackName.test(host)
