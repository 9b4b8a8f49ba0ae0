// Speaks with the local messenger: reads its state, performs acts, and listens to its events for as long as the page lives.

/** What the server refused, with a sentence that can be shown. */
export class Refusal extends Error {}

async function call(method, path, body) {
  const options = { method, headers: {} };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await fetch(path, options);
  const answer = await response.json().catch(() => null);
  if (!response.ok || answer?.ok === false) throw new Refusal(answer?.error ?? `${response.status} ${response.statusText}`);
  return answer;
}

export const readState = () => call("GET", "/sandbox/state");
export const readMessages = (chat, person, before, limit = 50) =>
  call("GET", `/sandbox/chats/${chat}/messages?${new URLSearchParams({ person, limit, ...(before ? { before } : {}) })}`);

/** One act of a person, as PAGE_API.md lists them; fields that are undefined are left out. */
export const act = (person, name, fields = {}) => call("POST", "/sandbox/act", { person, act: name, ...fields });

/** An act with files (photo, document, album...). */
export function actWithFiles(person, name, files, fields = {}) {
  const form = new FormData();
  form.set("person", person);
  form.set("act", name);
  for (const [key, value] of Object.entries(fields)) if (value !== undefined && value !== "") form.set(key, value);
  for (const file of files) form.append("file", file, file.name);
  return call("POST", "/sandbox/act", form);
}

export const addPerson = (fields) => call("POST", "/sandbox/people", fields);
export const addGroup = (fields) => call("POST", "/sandbox/groups", fields);
export const changeGroup = (chat, fields) => call("POST", `/sandbox/groups/${chat}`, fields);
export const moveClock = (fields) => call("POST", "/sandbox/clock", fields);
export const addFault = (fields) => call("POST", "/sandbox/faults", fields);
export const clearFaults = () => call("DELETE", "/sandbox/faults");
export const clearFault = (id) => call("DELETE", `/sandbox/faults/${id}`);
export const fileUrl = (fileId) => `/sandbox/file/${encodeURIComponent(fileId)}`;

const EVENTS = ["message", "edited", "deleted", "typing", "answer", "chat", "people", "clock", "commands", "reaction", "pinned", "join_request", "unread", "faults"];

/**
 * Listens until the page closes. `heard(name, data)` gets each event; `opened()` is called at every (re)connection, so that
 * what was missed can be fetched; `lost()` when the line breaks. The browser reconnects by itself, except after a refusal.
 */
export function listen({ heard, opened, lost }) {
  let patience = 500;
  const connect = () => {
    const source = new EventSource("/sandbox/events");
    source.onopen = () => { patience = 500; opened(); };
    source.onerror = () => {
      lost();
      if (source.readyState !== EventSource.CLOSED) return;
      source.close();
      setTimeout(connect, patience);
      patience = Math.min(patience * 2, 8000);
    };
    for (const name of EVENTS) source.addEventListener(name, (event) => heard(name, JSON.parse(event.data)));
    addEventListener("pagehide", () => source.close(), { once: true });
  };
  connect();
}
