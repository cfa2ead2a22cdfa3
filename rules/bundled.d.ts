// Files that a bundle for browsers holds.
declare module '*.bin' {
  const bytes: Uint8Array
  export default bytes
}
declare module '*.aff' {
  const text: string
  export default text
}
declare module '*.dic' {
  const text: string
  export default text
}
