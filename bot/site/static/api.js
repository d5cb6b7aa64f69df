/** The four requests of the web chat, to where this file came from (`bot/channels/web/chat_api.py`). */

import { WORDS } from "./words.js";

/** The chat's own site, whatever page it stands in. */
export const SITE = new URL(import.meta.url).origin;
const PATIENCE = 20000;

/** The server said no, with a sentence for the person. Trying the same again may not help. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }

  /** It was not kept just now, or was too much at once: the same is sent again by itself. */
  get stuck() {
    return this.status === 429 || this.status === 503;
  }

  /** Can the same message be sent again later? */
  get passing() {
    return this.stuck || this.status === 408 || this.status >= 500;
  }
}

/** No answer, or one from something that is not the chat: the message may have arrived or not. */
export class Unreachable extends Error {}

/** A class that opened the page with its `link` says so, and says nothing else of itself. */
export async function openSession(link) {
  const headers = link ? { "class-session": link } : {};
  return (await ask("POST", "/api/session", null, null, headers)).token;
}

/** Send `{id, text}` or `{id, choice}`; sending it again changes nothing. */
export function post(token, message) {
  return ask("POST", "/api/messages", token, message);
}

export function forget(token) {
  return ask("POST", "/api/forget", token);
}

/** The stream of events after `cursor`; the caller reads its body. */
export async function events(token, cursor, signal) {
  const response = await reach(`/api/events?after=${encodeURIComponent(cursor)}`, {
    method: "GET",
    headers: { authorization: `Bearer ${token}`, accept: "text/event-stream" },
    signal,
  });
  const kind = response.headers.get("content-type") ?? "";
  if (!kind.startsWith("text/event-stream")) throw new Unreachable("not a stream");
  return response;
}

/** A file of the site that only this conversation may have, as a blob. */
export async function fetchFile(token, path) {
  const response = await reach(path, { headers: { authorization: `Bearer ${token}` } });
  return response.blob();
}

async function ask(method, path, token, data, more = {}) {
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(), PATIENCE);
  const headers = { ...more };
  if (token) headers.authorization = `Bearer ${token}`;
  if (data) headers["content-type"] = "application/json";
  try {
    const body = data ? JSON.stringify(data) : undefined;
    const response = await reach(path, { method, headers, body, signal: clock.signal });
    return await response.json();
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Unreachable(error.message);
  } finally {
    clearTimeout(timer);
  }
}

async function reach(path, options) {
  let response;
  try {
    response = await fetch(SITE + path, { ...options, credentials: "omit", cache: "no-store" });
  } catch (error) {
    throw new Unreachable(error.message);
  }
  if (response.ok) return response;
  const said = await sentence(response);
  if (said === null && response.status >= 500) throw new Unreachable(String(response.status));
  throw new Refused(response.status, said ?? WORDS.failed);
}

/** The French sentence of an error, or null when a proxy answered in the chat's place. */
async function sentence(response) {
  try {
    const { message } = await response.json();
    return typeof message === "string" && message ? message : null;
  } catch {
    return null;
  }
}
