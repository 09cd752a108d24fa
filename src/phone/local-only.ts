// Owns the refusal of requests that were not meant for this machine. The texts here hold codes,
// and a foreign site could read them by pointing its own name at 127.0.0.1 (DNS rebinding).

const LOCAL = /^(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?$/i;

/** Whether a request names this machine, in its address and in its Host header. */
export function isLocal(request: Request): boolean {
  const named = request.headers.get("host");
  return LOCAL.test(new URL(request.url).host) && (named === null || LOCAL.test(named));
}
