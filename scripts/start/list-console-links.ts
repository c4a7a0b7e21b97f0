import type { Plugin } from 'vite'

/** Where the console begins; the page itself only asks who has signed in. */
const consoleModule = '/web/app/console-screen.tsx'

/** Writes `console-links.json`: what the console loads before it can draw, as values of a `Link` header. The page does not
 *  name them, because a sign-in does without; the server names them to browsers that have signed in before, so the console
 *  comes beside the page's own code and not after it. */
export function listConsoleLinks(): Plugin {
  return {
    name: 'list-console-links',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? [file] : []))
      const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
      const first = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(consoleModule))
      if (!first) throw new Error(`no chunk begins with ${consoleModule}`)
      const scripts = new Set<string>()
      const collect = (name: string) => {
        if (scripts.has(name)) return
        scripts.add(name)
        for (const imported of byName.get(name)?.imports ?? []) collect(imported)
      }
      collect(first.fileName)
      const styles = new Set([...scripts].flatMap((name) => [...(byName.get(name)?.viteMetadata?.importedCss ?? [])]))
      const links = [
        ...[...scripts].map((name) => `</${name}>; rel=modulepreload`),
        ...[...styles].map((name) => `</${name}>; rel=preload; as=style; crossorigin`),
      ]
      this.emitFile({ type: 'asset', fileName: 'console-links.json', source: JSON.stringify(links) })
    },
  }
}
