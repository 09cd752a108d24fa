// The public API: re-exports, nothing else.
export {
  loadConfig,
  openTwostep,
  type Config,
  type Twostep,
  type TwostepOptions,
  type UserOutcome,
  type UserView,
} from "./twostep.ts";
