import 'maplibre-gl/dist/maplibre-gl.css'
import { type CSSProperties, type ReactNode, useEffect, useRef } from 'react'
import { createMapEngine } from '../map-engine.ts'
import type { Camera, MapEdition, MapEngine, MapLanguage, MapPadding, MapTheme } from '../map-types.ts'
import { isWebGlAvailable } from '../webgl.ts'

export type MapViewProps = {
  theme: MapTheme
  language: MapLanguage
  edition: MapEdition
  /** Where the map starts; later changes move nothing: tell the engine. */
  startCamera?: Camera
  startPadding?: MapPadding
  /** Of the requests for tiles; as they are at the start. */
  requestHeaders?: Readonly<Record<string, string>>
  /** Called with the engine once it is made, and with null when the view goes. */
  onEngine(engine: MapEngine | null): void
  /** Called instead where there is no WebGL. */
  onUnavailable(): void
  className?: string
  style?: CSSProperties
  children?: ReactNode
}

/** The place of the map in the page. It makes the engine once and tells it theme, language and edition; all else goes
 *  to the engine directly. */
export function MapView(props: MapViewProps): ReactNode {
  const { theme, language, edition, className, style, children } = props
  const container = useRef<HTMLDivElement>(null)
  const engine = useRef<MapEngine | null>(null)
  const first = useRef(props)

  useEffect(() => {
    const { onEngine, onUnavailable, startCamera, startPadding, ...start } = first.current
    if (container.current === null) return
    if (!isWebGlAvailable()) {
      onUnavailable()
      return
    }
    const made = createMapEngine({
      container: container.current,
      theme: start.theme,
      language: start.language,
      edition: start.edition,
      camera: startCamera,
      padding: startPadding,
      requestHeaders: start.requestHeaders,
    })
    engine.current = made
    onEngine(made)
    return () => {
      engine.current = null
      onEngine(null)
      made.dispose()
    }
  }, [])

  useEffect(() => engine.current?.setTheme(theme), [theme])
  useEffect(() => engine.current?.setLanguage(language), [language])
  useEffect(() => engine.current?.setEdition(edition), [edition])

  return (
    <div className={className} style={style}>
      <div ref={container} style={{ position: 'absolute', inset: 0 }} />
      {children}
    </div>
  )
}
