// What this browser remembers between visits: layout, who is shown, light or dark, the page's language.

const KEY = "regulars-page";

function read() {
  try { return JSON.parse(localStorage.getItem(KEY)) ?? {}; } catch { return {}; }
}

export const recall = (name, otherwise) => read()[name] ?? otherwise;

export function remember(name, value) {
  try { localStorage.setItem(KEY, JSON.stringify({ ...read(), [name]: value })); } catch { /* a private window remembers nothing */ }
}
