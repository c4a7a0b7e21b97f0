/** Names of the files that cannot be read any more: a browser hands a file over only as it was when it was chosen, and
 *  says `NotReadableError` once it was changed, moved or deleted. */
export async function findStaleFiles(files: readonly File[]): Promise<string[]> {
  const isStale = (file: File) =>
    file
      .slice(0, 1)
      .arrayBuffer()
      .then(
        () => false,
        () => true,
      )
  const stale = await Promise.all(files.map(isStale))
  return files.filter((_, index) => stale[index]).map(({ name }) => name)
}
