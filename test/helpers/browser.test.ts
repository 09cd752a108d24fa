// The tests' own browser: it shows pages of this machine and reaches nothing else.

import { createServer, type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { openBrowser } from "./browser.ts";

test("Chromium shows a page from this machine, and none from elsewhere", async () => {
  const server = createServer((socket) => {
    socket.once("data", () =>
      socket.end("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>Here</title>"),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await openBrowser();
  const page = await browser.newPage();
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  expect(await page.title()).toBe("Here");
  await expect(page.goto("http://example.org/")).rejects.toThrow(/ERR_NAME_NOT_RESOLVED/);
  await browser.close();
  server.close();
});
