// Owns a browser as the server sees one: cookies kept, forms and JSON sent, redirects shown.

export type Answer = {
  status: number;
  headers: Headers;
  location: string | null;
  text: string;
  json: Record<string, unknown>;
};

/** Keeps cookies by name; path and domain are always the whole site here. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly #fetch: (request: Request) => Promise<Response>;
  readonly origin: string;

  constructor(fetch: (request: Request) => Promise<Response>, origin: string) {
    this.#fetch = fetch;
    this.origin = origin;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send(path, { headers });
  }

  /** Sends a form as a page of the site does. */
  submit(
    path: string,
    fields: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return this.send(path, {
      method: "POST",
      headers: { origin: this.origin, "sec-fetch-site": "same-origin", ...headers },
      body: new URLSearchParams(fields),
    });
  }

  /** Sends and accepts JSON, as a program does. */
  call(path: string, body?: object): Promise<Answer> {
    return this.send(path, {
      method: body === undefined ? "GET" : "POST",
      headers: { accept: "application/json", "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async send(path: string, init: RequestInit): Promise<Answer> {
    const request = new Request(new URL(path, this.origin), { redirect: "manual", ...init });
    if (this.cookies.size > 0)
      request.headers.set("cookie", [...this.cookies].map(([n, v]) => `${n}=${v}`).join("; "));
    const response = await this.#fetch(request);
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    const text = await response.text();
    const isJson = text !== "" && /json/.test(response.headers.get("content-type") ?? "");
    return {
      status: response.status,
      headers: response.headers,
      location: response.headers.get("location"),
      text,
      json: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
    };
  }

  #keep(setCookie: string): void {
    const [pair = "", ...attributes] = setCookie.split("; ");
    const [name = "", value = ""] = pair.split("=");
    if (attributes.some((attribute) => attribute.toLowerCase() === "max-age=0"))
      this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
