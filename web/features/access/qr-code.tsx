import { create } from 'qrcode'
import { useMemo } from 'react'
import styles from './access.module.css'

/** Light around a code, in its squares: cameras look for it. */
const quietSquares = 4

/** A QR code, dark on light in every theme: cameras of many phones read no other. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => {
    const { modules } = create(text, { errorCorrectionLevel: 'M' })
    let squares = ''
    for (let row = 0; row < modules.size; row++)
      for (let column = 0; column < modules.size; column++)
        if (modules.get(row, column)) squares += `M${column + quietSquares} ${row + quietSquares}h1v1h-1z`
    return { size: modules.size + 2 * quietSquares, path: squares }
  }, [text])
  return (
    <svg
      className={styles.qr}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={label}
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
