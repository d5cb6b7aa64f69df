/** Parser of server-sent events from a byte stream; `EventSource` cannot send our header. */

/** Yield `{id, data}` for each event of a fetch body; `alive` is called for each chunk. */
export async function* read(body, alive) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const parser = new Parser();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    alive();
    yield* parser.feed(value);
  }
}

/** Yield lines ending in CRLF, LF or CR; a CRLF may be split between chunks. */
export class Parser {
  #rest = "";
  #id = null;
  #data = [];

  *feed(chunk) {
    this.#rest += chunk;
    for (;;) {
      const end = this.#rest.search(/[\r\n]/);
      // A final CR may be the first half of a CRLF.
      if (end < 0 || (this.#rest[end] === "\r" && end === this.#rest.length - 1)) return;
      const line = this.#rest.slice(0, end);
      this.#rest = this.#rest.slice(end + (this.#rest.startsWith("\r\n", end) ? 2 : 1));
      const event = this.#line(line);
      if (event) yield event;
    }
  }

  #line(line) {
    if (line === "") return this.#close();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "id") this.#id = value;
    if (field === "data") this.#data.push(value);
    return null;
  }

  #close() {
    const event = this.#data.length ? { id: this.#id, data: this.#data.join("\n") } : null;
    this.#data = [];
    return event;
  }
}
