// Owns the readers of settings that say where something is: hosts, origins, URLs, networks,
// databases, files.

import { statSync } from "node:fs";
import { BlockList, isIP } from "node:net";
import { extname, resolve } from "node:path";
import { found, wrong, type Parse, type Parsed } from "./parse.ts";

const HOST_NAME = /^(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*\.?$/i;
const LARGEST_LOGO = 256 * 1024;

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("0.0.0.0", "ipv4");
loopback.addAddress("::1", "ipv6");
loopback.addAddress("::", "ipv6");

/** Whether the host of a URL is this machine itself. */
export function isLoopbackHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const family = isIP(host);
  if (family) return loopback.check(host, family === 4 ? "ipv4" : "ipv6");
  return host === "localhost" || host.endsWith(".localhost");
}

export const hostToListenOn: Parse<string> = (text) =>
  isIP(text) || HOST_NAME.test(text)
    ? found(text)
    : wrong("is not an address or host name", "write 127.0.0.1, or 0.0.0.0 for every network");

/** `scheme://host[:port]` and nothing else; https wherever a network is in between. */
export const exactOrigin: Parse<string> = (text) => {
  const url = httpUrl(text);
  if (!url) return wrong("is not an origin", "write for example https://login.example.org");
  if (url.origin !== text) {
    return wrong("is not an exact origin (scheme, host and port only)", `write ${url.origin}`);
  }
  return encrypted(url, text);
};

/** The root of a REST API, without a slash at the end. */
export const apiRoot: Parse<string> = (text) => {
  const url = httpUrl(text);
  if (!url) return wrong("is not a URL", "write for example http://127.0.0.1:5001");
  if (url.username || url.password || url.search || url.hash) {
    return wrong("has more than scheme, host, port and path", `write ${url.origin}`);
  }
  return encrypted(url, (url.origin + url.pathname).replace(/\/+$/, ""));
};

/** `sqlite:path`, or `mysql://` with one or more hosts (`mariadb://` is the same). */
export const databaseUrl: Parse<string> = (text) => {
  if (text.startsWith("sqlite:")) return sqliteUrl(text);
  const parts = /^(?:mysql|mariadb):\/\/([^@/?#]+)@([^@/?#]+)\/([^/?#]+)$/.exec(text);
  const [, account = "", hosts = "", name = ""] = parts ?? [];
  if (!parts || !hosts.split(",").every(isHostAndPort)) {
    return wrong(
      "is not the address of a database",
      "write sqlite:data/twostep.db or mysql://user:password@host:3306/two-step",
    );
  }
  if (![account, name].every(isPercentEncoded) || account.split(":").length > 2) {
    return wrong(
      "has a user, password or name that is not percent-encoded",
      "write % as %25, : as %3A, @ as %40 and / as %2F",
    );
  }
  return found(`mysql://${account}@${hosts}/${name}`);
};

/** The address of a database with its password masked, so that one sees which database it is. */
export function withoutPassword(url: string): string {
  return url.replace(/^(mysql:\/\/[^:@]*):[^@]*@/, "$1:••••••••@");
}

/** An address, or a network such as `10.0.0.0/8`; never everybody. */
export const network: Parse<string> = (text) => {
  const [address = "", prefix, ...rest] = text.split("/");
  const family = isIP(address);
  const bits = family === 4 ? 32 : 128;
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
  if (!family || address.includes("%") || !isPrefix || rest.length > 0) {
    return wrong("is not an address or network", "write for example 10.0.0.7 or 10.0.0.0/8");
  }
  if (prefix !== undefined && Number(prefix) === 0) {
    return wrong("believes everybody", "write the addresses of your reverse proxies only");
  }
  return found(text);
};

/** A domain two or more labels long, without a dot in front. */
export const cookieDomain: Parse<string> = (text) => {
  const domain = text.toLowerCase().replace(/^\./, "");
  if (domain !== text) return wrong("is not written plainly", `write ${domain}`);
  if (isIP(text) || !HOST_NAME.test(text) || !/[^.]\.[^.]/.test(text) || text.endsWith(".")) {
    return wrong("is not a domain that cookies can be shared in", "write for example example.org");
  }
  return found(text);
};

/** An .svg or .png file that is there and small; gives its absolute path. */
export const logoFile: Parse<string> = (text) => {
  if (![".svg", ".png"].includes(extname(text).toLowerCase())) {
    return wrong("is not an .svg or .png file", "write the path of a file on this machine");
  }
  const size = sizeOfFile(text);
  if (size === undefined) return wrong("names a file that is not there", "write the path of one");
  if (size <= LARGEST_LOGO) return found(resolve(text));
  return wrong("names a file larger than 256 KiB", "make the picture smaller");
};

function sizeOfFile(path: string): number | undefined {
  try {
    const file = statSync(path);
    return file.isFile() ? file.size : undefined;
  } catch {
    return undefined; // Not there and not allowed to look come to the same.
  }
}

function httpUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  return url && /^https?:$/.test(url.protocol) && url.hostname ? url : undefined;
}

function encrypted(url: URL, value: string): Parsed<string> {
  if (url.protocol === "https:" || isLoopbackHost(url.hostname)) return found(value);
  return wrong("is not encrypted", "write https:// in front; http:// is for localhost only");
}

function sqliteUrl(text: string): Parsed<string> {
  const path = text.slice("sqlite:".length);
  if (path === "" || path.startsWith("//") || path.includes("\0")) {
    return wrong("does not name a file", "write sqlite:data/twostep.db or sqlite:/var/lib/x.db");
  }
  return found(text);
}

function isHostAndPort(text: string): boolean {
  const [, host = "", port = "3306"] = /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  const isHost = host.startsWith("[") ? isIP(host.slice(1, -1)) === 6 : HOST_NAME.test(host);
  return isHost && Number(port) >= 1 && Number(port) <= 65535;
}

function isPercentEncoded(text: string): boolean {
  return /^(?:[^%\s]|%[0-9a-f]{2})+$/i.test(text);
}
