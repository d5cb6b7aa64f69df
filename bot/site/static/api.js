/** The requests of the web chat to the origin of this file (`bot/channels/web/chat_api.py`). */

import { WORDS } from "./words.js";

/** The origin of the chat, in whatever page it is embedded. */
export const SITE = new URL(import.meta.url).origin;
const PATIENCE = 20000;

/** A refusal of the server, with a sentence for the person. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }

  /** A temporary refusal, after which the message is retried automatically. */
  get stuck() {
    return this.status === 429 || this.status === 503;
  }

  /** Whether the same message can be sent again later. */
  get passing() {
    return this.stuck || this.status === 408 || this.status >= 500;
  }
}

/** No response, or one that is not the chat's: the message may or may not have arrived. */
export class Unreachable extends Error {}

/** Start a conversation; `link` is the token of a class link, if any. */
export async function openSession(link) {
  const headers = link ? { "class-session": link } : {};
  return (await ask("POST", "/api/session", null, null, headers)).token;
}

/** Send `{id, text}` or `{id, choice}`. Idempotent. */
export function post(token, message) {
  return ask("POST", "/api/messages", token, message);
}

export function forget(token) {
  return ask("POST", "/api/forget", token);
}

/** Request the stream of events after `cursor`; the caller reads its body. */
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

/** Return a file of this conversation as a blob. */
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

/** Return the French sentence of an error, or null for a response of a proxy. */
async function sentence(response) {
  try {
    const { message } = await response.json();
    return typeof message === "string" && message ? message : null;
  } catch {
    return null;
  }
}
