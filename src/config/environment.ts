// Owns the only look at the environment of this process.

export const readEnvironment = (): Record<string, string | undefined> => ({ ...process.env });
