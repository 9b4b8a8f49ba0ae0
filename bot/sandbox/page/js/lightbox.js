// A picture as large as the window, its caption, and the way to its neighbours.

import { clockTime } from "./dates.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { nameOf } from "./world.js";
import { say } from "./words.js";

/** Shows `pictures` ([{url, alt, message}]) from `index`; arrow keys go on, Esc closes. */
export function lightbox(pictures, index) {
  const before = document.activeElement;
  let at = index;
  const frame = el("div", { class: "light-frame" });
  const caption = el("p", { class: "light-caption", dir: "auto" });
  const count = el("span", { class: "light-count" });
  const who = el("div", { class: "light-who" });
  const step = (by) => { at = (at + by + pictures.length) % pictures.length; show(); };
  const arrow = (name, by, label) => (pictures.length > 1 ? el("button", { class: `light-step ${name}`, type: "button", "aria-label": say(label), on: { click: () => step(by) } }, icon("back", 30)) : null);
  const dialog = el("dialog", { class: "lightbox", "aria-label": say("photo") },
    el("header", {}, who, count, el("button", { class: "light-button", type: "button", "aria-label": say("close"), on: { click: () => dialog.close() } }, icon("close", 26))),
    frame, caption, arrow("before", -1, "previous"), arrow("after", 1, "next"));
  function show() {
    const { url, alt, message } = pictures[at];
    frame.replaceChildren(message.video ? el("video", { src: url, controls: true, autoplay: true }) : el("img", { src: url, alt }));
    caption.textContent = message.caption ?? "";
    count.textContent = pictures.length > 1 ? `${at + 1} / ${pictures.length}` : "";
    who.replaceChildren(el("b", { text: nameOf(message.from ?? message.sender_chat) }), el("span", { text: clockTime(message.date) }));
  }
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target === frame) dialog.close(); });
  dialog.addEventListener("close", () => { dialog.remove(); if (before?.isConnected) before.focus(); });
  document.body.append(dialog);
  show();
  dialog.showModal();
}
