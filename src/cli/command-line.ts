// Owns the command line: names, options, help, and the exit code. Each command's file is loaded only
// when it is called, so that `serve` starts without the weight of the others.
import { Command, CommanderError } from "commander";
import { explainFailure } from "./failure.ts";

const JSON_OPTION = ["--json", "print JSON for a program"] as const;
const STDIN_OPTION = ["--password-stdin", "read the password from standard input"] as const;

/**
 * Runs one command.
 *
 * @returns 0 done, 1 failed, 2 wrong usage.
 */
export async function runCommandLine(argv: readonly string[]): Promise<0 | 1 | 2> {
  try {
    await describeCommands().parseAsync([...argv]);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const failure = explainFailure(error);
    process.stderr.write(`${failure?.message ?? describeMistake(error)}\n`);
    return failure?.exitCode ?? 1;
  }
}

/** By name, message and stack alone: a database driver's error carries the values of its statement. */
const describeMistake = (error: unknown): string =>
  error instanceof Error
    ? `This is a mistake in Twostep: ${error.stack ?? error.message}`
    : String(error);

function describeCommands(): Command {
  const program = new Command("twostep")
    .description("Two-step login: a password, then a code on the phone.")
    .exitOverride()
    .showHelpAfterError("(add --help for help)");
  program
    .command("demo")
    .description("login site, phone in the box and one demo user, on this machine only")
    .action(async () => (await import("./demo.ts")).demo());
  program
    .command("serve")
    .description("the login server")
    .action(async () => (await import("./serve.ts")).serve());
  program
    .command("phone")
    .description("the phone in the box alone: Twilio's REST API and a web page")
    .action(async () => (await import("./phone.ts")).phone());
  program
    .command("migrate")
    .description("create or update the tables")
    .option(...JSON_OPTION)
    .action(async (options) => (await import("./migrate.ts")).migrate(options));
  program
    .command("config")
    .description("print the settings in force, secrets masked")
    .option(...JSON_OPTION)
    .action(async (options) => (await import("./config.ts")).config(options));
  describeUserCommands(program.command("user").description("who can sign in"));
  return program;
}

function describeUserCommands(user: Command): void {
  user
    .command("add <name>")
    .description("add a user; asks for the password")
    .requiredOption("--phone <number>", "with + and country code, as +447700900123")
    .option("--admin", "may administer")
    .option(...STDIN_OPTION)
    .option(...JSON_OPTION)
    .action(async (name, options) => (await import("./user.ts")).userAdd(name, options));
  user
    .command("list")
    .description("all users")
    .option(...JSON_OPTION)
    .action(async (options) => (await import("./user.ts")).userList(options));
  user
    .command("show <name>")
    .description("one user")
    .option(...JSON_OPTION)
    .action(async (name, options) => (await import("./user.ts")).userShow(name, options));
  user
    .command("set-password <name>")
    .description("set a new password; ends all sessions")
    .option(...STDIN_OPTION)
    .option(...JSON_OPTION)
    .action(async (name, options) => (await import("./user.ts")).userSetPassword(name, options));
  user
    .command("set-phone <name> <number>")
    .description("set a new phone number; ends all sessions")
    .option(...JSON_OPTION)
    .action(async (name, number, options) =>
      (await import("./user.ts")).userSetPhone(name, number, options),
    );
  user
    .command("disable <name>")
    .description("let a user sign in no more; ends all sessions")
    .option(...JSON_OPTION)
    .action(async (name, options) => (await import("./user.ts")).userDisable(name, options));
  user
    .command("enable <name>")
    .description("let a user sign in again, also after too many wrong codes")
    .option(...JSON_OPTION)
    .action(async (name, options) => (await import("./user.ts")).userEnable(name, options));
  user
    .command("remove <name>")
    .description("remove a user with all sessions")
    .option(...JSON_OPTION)
    .action(async (name, options) => (await import("./user.ts")).userRemove(name, options));
}
