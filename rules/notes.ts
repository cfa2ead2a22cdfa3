export const notes: Readonly<Record<string, string>> = {}
