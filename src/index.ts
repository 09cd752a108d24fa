// The public API: re-exports, nothing else.
export { openTwostep, type Twostep, type TwostepOptions } from "./twostep.ts";
export { loadConfig, type Config } from "./config/load.ts";
