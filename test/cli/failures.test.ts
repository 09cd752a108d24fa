// What may go wrong around a command: one plain sentence, exit 1, no stack.
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newAccount, openFolder, type Folder } from "../helpers/command.ts";
import { freePort } from "../helpers/mariadb-server.ts";
import { createDatabase } from "../helpers/mariadb.ts";

let folder: Folder;
beforeAll(async () => {
  folder = await openFolder();
});
afterAll(() => folder.remove());

const onDatabase = (url: string) => folder.run(["migrate"], { env: { DATABASE_URL: url } });

/** How a command fails that says just one sentence, with these words in it. */
const oneSentence = (words: string) => ({
  code: 1,
  out: "",
  err: expect.stringMatching(new RegExp(`^.*${RegExp.escape(words)}.*\n$`)) as string,
});

test("all mistakes in the settings are listed at once", async () => {
  const env = { PORT: "1x", TWOSTEP_CODE_LENGTH: "99", DATABASE_URL: "foo", TWOSTEP_SECRET: "" };
  const { code, err } = await folder.run(["serve"], { env });
  expect(code).toBe(1);
  for (const name of ["PORT", "TWOSTEP_CODE_LENGTH", "DATABASE_URL", "TWOSTEP_SECRET"])
    expect(err).toContain(`  - ${name}`);
  expect(err).toContain("  - TWILIO_ACCOUNT_SID is missing");
});

test("the phone needs to know its account", async () => {
  expect(await folder.run(["phone"])).toEqual(
    oneSentence("set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN"),
  );
});

test("a port in use", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const port = String((other.address() as AddressInfo).port);
  const env = { ...newAccount(), PORT: port, TWOSTEP_PHONE_PORT: port };
  for (const command of ["serve", "phone"])
    expect(await folder.run([command], { env })).toEqual(
      oneSentence(`The port ${port} is in use.`),
    );
  other.close();
});

test("a MySQL that cannot be reached, or refuses the password", async () => {
  const nowhere = `mysql://u:topsecret@127.0.0.1:${await freePort()}/x`;
  expect(await onDatabase(nowhere)).toEqual(oneSentence("cannot be reached (ECONNREFUSED)"));
  const database = await createDatabase();
  const wrong = database.url.replace(/:[^:@]+@/, ":topsecret@");
  const refused = await onDatabase(wrong);
  expect(refused).toEqual(oneSentence("refused the user or password"));
  expect(refused.err).not.toContain("topsecret");
  expect(await onDatabase(`${database.url}_not`)).toEqual(oneSentence("does not exist"));
  await database.drop();
});

test("a database file that cannot be used", async () => {
  await writeFile(join(folder.path, "file"), "This is plain text and no database. ".repeat(9));
  await mkdir(join(folder.path, "folder"));
  expect(await onDatabase("sqlite:file/x.db")).toEqual(oneSentence("The folder of the database"));
  expect(await onDatabase("sqlite:file/deeper/x.db")).toEqual(
    oneSentence("The folder of the database"),
  );
  expect(await onDatabase("sqlite:folder")).toEqual(
    oneSentence("The database file cannot be used"),
  );
  expect(await onDatabase("sqlite:file")).toEqual(oneSentence("The database file cannot be used"));
});

test("a SQLite file that another program has locked", async () => {
  const path = join(folder.path, "locked.db");
  const other = new DatabaseSync(path);
  other.exec("pragma locking_mode = exclusive; begin exclusive; create table t (a)");
  expect(await onDatabase(`sqlite:${path}`)).toEqual(oneSentence("locked by another program"));
  other.close();
});

test("config masks secrets", async () => {
  const token = "a1b2c3d4e5f6";
  const url = "mysql://u:topsecret@h:3306/x";
  const env = { ...newAccount(), TWILIO_AUTH_TOKEN: token, DATABASE_URL: url };
  for (const args of [["config"], ["config", "--json"]]) {
    const { code, out } = await folder.run(args, { env });
    expect(code).toBe(0);
    for (const secret of ["topsecret", token]) expect(out).not.toContain(secret);
    expect(out).toContain("mysql://u:••••••••@h:3306/x");
    if (args.length === 2) expect(JSON.parse(out)).toMatchObject({ TWILIO_AUTH_TOKEN: "••••••••" });
  }
});

test("migrate twice", async () => {
  const empty = await openFolder();
  const first = await empty.run(["migrate", "--json"]);
  const { migrations } = JSON.parse(first.out) as { migrations: string[] };
  expect(migrations.length).toBeGreaterThan(0);
  expect((await empty.run(["migrate"])).out).toBe("The tables are up to date.\n");
  const again = await empty.run(["migrate", "--json"]);
  expect(JSON.parse(again.out)).toEqual({ migrations: [] });
  await empty.remove();
});
