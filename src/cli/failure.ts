// Owns how a command fails: one plain sentence with the remedy, and its exit code.

/** A failure that the operator can mend; everything else is a mistake of ours and keeps its stack. */
export class Failure extends Error {
  override name = "Failure";
  readonly exitCode: 1 | 2;

  constructor(
    message: string,
    { exitCode = 1, cause }: { exitCode?: 1 | 2; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.exitCode = exitCode;
  }
}

/** Failures of the world that a command may meet, each with what to do about it. */
export function explainFailure(
  error: unknown,
  { port }: { port?: number } = {},
): Failure | undefined {
  if (error instanceof Failure) return error;
  const { code = "", errno = 0 } = Object(error) as { code?: string; errno?: number };
  const sentence = explain(
    String(code),
    errno,
    Object(error) as { message?: string; errcode?: number; syscall?: string },
    port,
  );
  return sentence === undefined ? undefined : new Failure(sentence, { cause: error });
}

function explain(
  code: string,
  errno: number,
  { message = "", errcode, syscall }: { message?: string; errcode?: number; syscall?: string },
  port = 0,
): string | undefined {
  if (code === "EADDRINUSE")
    return `The port ${port} is in use. Stop the other program or choose another port with PORT or TWOSTEP_PHONE_PORT.`;
  if (code === "EACCES" || code === "EPERM")
    return `Permission was denied (${message}). Choose a port above 1024, or a folder this account may write to.`;
  if (/^(EEXIST|ENOTDIR|ENOENT|EROFS|ENOSPC)$/.test(code) && syscall === "mkdir")
    return `The folder of the database cannot be made (${message}). Check the path in DATABASE_URL.`;
  if (code === "EADDRNOTAVAIL")
    return "HOST is not an address of this machine. Use 127.0.0.1, or 0.0.0.0 for all its addresses.";
  if (errno === 1045 || errno === 1044)
    return "The database refused the user or password in DATABASE_URL. Check both, and the user's rights.";
  if (errno === 1142 || errno === 1143)
    return "The database user in DATABASE_URL may not do this. Grant it all rights on its database.";
  if (errno === 1049)
    return "The database named in DATABASE_URL does not exist. Create it: CREATE DATABASE `two-step`.";
  if (/^(ECONN|ETIMEDOUT|ENOTFOUND|EAI_|EHOST|PROTOCOL_)/.test(code))
    return `The database cannot be reached (${code}). Check the host and port in DATABASE_URL and that it is running.`;
  if (code === "secret-not-accepted")
    return `Something was stored under a secret that is not in TWOSTEP_SECRET any more (${message}). Put it back at the end of the list.`;
  if (errcode === 5 || errcode === 6)
    return "The database file is locked by another program. Close that program and try again.";
  if (code === "ERR_SQLITE_ERROR")
    return `The database file cannot be used (${message}). Check the path in DATABASE_URL, its rights and the disk.`;
  return undefined;
}
