// What floats above a pane or the page: questions, forms, menus and toasts. Esc closes them and focus goes back.

import { el, fill, walkable } from "./dom.js";
import { icon } from "./icons.js";
import { say } from "./words.js";

let counter = 0;

/**
 * Opens a dialog with a title and `content`; in `pane` (only that person's pane is covered) or over the whole page.
 * `buttons` are [{text, value, kind, submit}]. Resolves with the value of the pressed button, or null when it was closed.
 */
export function ask({ pane = null, title, content = [], buttons = [], kind = "", label, submit = () => true }) {
  return new Promise((done) => {
    const id = `dialog-${(counter += 1)}`;
    const before = document.activeElement;
    let answer = null;
    const row = buttons.map((button) => el("button", { class: `button ${button.kind ?? ""}`, type: button.submit ? "submit" : "button", autofocus: button.focus ?? false,
      on: button.submit ? {} : { click: () => { answer = button.value ?? null; dialog.close(); } }, text: button.text }));
    const form = el("form", { method: "dialog", class: "dialog-body", novalidate: true, on: { submit: async (event) => {
      event.preventDefault();
      if (!form.checkValidity()) { form.querySelector(":invalid")?.focus(); form.classList.add("tried"); return; }
      const result = await submit(form);
      if (result === false || result === undefined) return;
      answer = result;
      dialog.close();
    } } },
    title ? el("h2", { id, text: title }) : null, content, row.length ? el("div", { class: "dialog-buttons" }, row) : null);
    const dialog = el("dialog", { class: `dialog ${kind}`, "aria-labelledby": title ? id : null, "aria-label": title ? null : label }, form);
    const shade = el("div", { class: "pane-shade", on: { click: () => dialog.close() } });
    const beneath = pane ? [...pane.children] : [];
    dialog.addEventListener("close", () => {
      dialog.remove();
      shade.remove();
      for (const node of beneath) node.inert = false;
      if (before?.isConnected) before.focus({ preventScroll: true });
      done(answer);
    });
    dialog.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); dialog.close(); } });
    if (pane) {
      for (const node of beneath) node.inert = true;
      pane.append(shade, dialog);
      dialog.show();
    } else {
      document.body.append(dialog);
      dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
      dialog.showModal();
    }
    (dialog.querySelector("[autofocus]") ?? dialog.querySelector("input, select, textarea, button"))?.focus();
  });
}

/** A notice with one button: what Telegram shows for show_alert. */
export const alertIn = (pane, text) => ask({ pane, kind: "notice", label: text, content: el("p", { class: "notice-text", text }), buttons: [{ text: say("ok"), focus: true }] });

/** A yes-or-no question; resolves with true or false. */
export const confirmIn = async (pane, { title, text, yes, kind = "primary" }) =>
  (await ask({ pane, title, content: text ? el("p", { class: "notice-text", text }) : [], buttons: [{ text: say("cancel") }, { text: yes, kind, value: true, focus: true }] })) === true;

/** A labelled field for a form. */
export function field(label, input, hint) {
  input.setAttribute("aria-label", label);
  return el("label", { class: "field" }, el("span", { class: "field-label", text: label }), input, hint ? el("span", { class: "field-hint", text: hint }) : null);
}

export function checkbox(label, name, checked = false) {
  return el("label", { class: "check" }, el("input", { type: "checkbox", name, checked }), el("span", { text: label }));
}

/** Shows a passing sentence at the foot of `pane`, and says it to those who listen. */
export function toast(pane, text) {
  const host = pane.querySelector(":scope > .panes > .chat") ?? pane;
  host.querySelector(":scope > .toast")?.remove();
  const node = el("div", { class: "toast", role: "status", dir: "auto", text });
  host.append(node);
  setTimeout(() => node.classList.add("going"), 3400);
  setTimeout(() => node.remove(), 3800);
}

let openMenu = null;

/**
 * Opens a menu at `anchor` (an element, or {x, y}): items are [{text, icon, kind, checked, act}], {head} for a heading or "-" for a line; `head`
 * may hold elements above them. Arrow keys walk it; Esc and a press elsewhere close it.
 */
export function menu(anchor, items, { head = null, label = "" } = {}) {
  openMenu?.();
  const before = document.activeElement;
  const shut = (refocus = true) => {
    if (openMenu !== close) return;
    openMenu = null;
    box.remove();
    removeEventListener("pointerdown", outside, true);
    removeEventListener("resize", close);
    if (anchor instanceof Element) anchor.setAttribute("aria-expanded", "false");
    if (refocus && before?.isConnected) before.focus({ preventScroll: true });
  };
  const close = () => shut(true);
  const outside = (event) => {
    if (box.contains(event.target)) return;
    shut(false);
    if (anchor instanceof Element && anchor.contains(event.target)) { event.preventDefault(); event.stopPropagation(); anchor.addEventListener("click", (click) => { click.stopImmediatePropagation(); click.preventDefault(); }, { capture: true, once: true }); }
  };
  const rows = items.filter(Boolean).map((item) => (item === "-" ? el("div", { class: "menu-line", role: "separator" }) : item.head ? el("div", { class: "menu-head", role: "presentation", text: item.head })
    : el("button", { class: `menu-item ${item.kind ?? ""}`, type: "button", role: item.checked === undefined ? "menuitem" : "menuitemradio", "aria-checked": item.checked === undefined ? null : String(item.checked),
      on: { click: () => { close(); item.act(); } } }, item.icon ? icon(item.icon, 20) : el("span", { class: "menu-gap" }), el("span", { class: "menu-text", text: item.text }), item.checked ? icon("check", 18) : null)));
  const box = el("div", { class: "menu", role: "menu", "aria-label": label, tabindex: "-1" }, head, rows);
  walkable(box, "button");
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" || event.key === "Tab") { event.preventDefault(); event.stopPropagation(); close(); }
    if (event.target === box && event.key === "ArrowDown") { event.preventDefault(); box.querySelector("button")?.focus(); }
  });
  (anchor instanceof Element ? anchor.closest("dialog") ?? document.body : document.body).append(box);
  place(box, anchor);
  openMenu = close;
  addEventListener("pointerdown", outside, true);
  addEventListener("resize", close);
  if (anchor instanceof Element) anchor.setAttribute("aria-expanded", "true");
  (box.querySelector("[aria-checked=true]") ?? box.querySelector("button"))?.focus({ preventScroll: true });
  return close;
}

function place(box, anchor) {
  const at = anchor instanceof Element ? anchor.getBoundingClientRect() : { left: anchor.x, right: anchor.x, top: anchor.y, bottom: anchor.y };
  const { offsetWidth: width, offsetHeight: height } = box;
  const left = at.left + width + 8 <= innerWidth ? at.left : Math.max(8, at.right - width);
  const below = at.bottom + 6 + height <= innerHeight - 8;
  const top = below ? at.bottom + 6 : Math.max(8, at.top - height - 6);
  box.style.left = `${left}px`;
  box.style.top = `${top}px`;
  box.style.transformOrigin = `${left === at.left ? "left" : "right"} ${below ? "top" : "bottom"}`;
}

const listener = el("div", { class: "unseen", "aria-live": "polite", role: "log" });
/** Says a sentence to screen readers only. */
export function announce(text) {
  if (!listener.isConnected) document.body.append(listener);
  const line = el("p", { text });
  listener.append(line);
  while (listener.childElementCount > 5) listener.firstChild.remove();
  setTimeout(() => line.remove(), 8000);
}

/** Copies and says so. */
export async function copy(pane, text) {
  try { await navigator.clipboard.writeText(text); } catch { copyOldWay(text); }
  toast(pane, say("copied"));
}

function copyOldWay(text) {
  const area = el("textarea", { class: "unseen" });
  document.body.append(fill(area));
  area.value = text;
  area.select();
  document.execCommand("copy");
  area.remove();
}
