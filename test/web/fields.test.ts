// A program's JSON is as strict as a form: a repeated name is refused, whatever its spelling.
import { expect, test } from "vitest";
import { readFields } from "../../src/web/fields.ts";

const read = (body: string) =>
  readFields(
    new Request("http://localhost/", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    }),
    { username: "required", password: "optional" },
  );

test.each([
  '{"username":"nobody","username":"ada"}',
  '{"username":"nobody","user\\u006eame":"ada"}',
  '{"username":"a","password":"\\"","password":"b"}',
])("%s is refused", async (body) => {
  expect((await read(body)).ok).toBe(false);
});

test.each(['{"username":"a\\"b\\\\"}', '{ "username" : "{}:,\\"" , "password": "x" }'])(
  "%s is taken",
  async (body) => {
    expect(await read(body)).toEqual({ ok: true, fields: JSON.parse(body) as object });
  },
);
