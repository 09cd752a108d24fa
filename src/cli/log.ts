// Owns the log: structured lines on standard output, one per request and per thing worth knowing.
import { pino, type Logger } from "pino";

/**
 * Opens the log.
 *
 * Errors are written by name, message, code and stack only: those of a database driver carry the
 * whole statement with its values (G18).
 */
export const openLog = (level: string): Logger =>
  pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError },
  });

function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code } = error as { code?: unknown };
  return { name: error.name, message: error.message, code, stack: error.stack };
}
