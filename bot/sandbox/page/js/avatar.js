// Round pictures with initials and a colour that stays with its owner.

import { el } from "./dom.js";
import { icon } from "./icons.js";

const PAIRS = [["#e0674f", "#b93f31"], ["#d98b2b", "#a85f0c"], ["#8d6be0", "#6443b8"], ["#4ba353", "#2c7a37"], ["#2f9fb5", "#14748a"], ["#4a90e0", "#2363b4"], ["#d9609a", "#a93a72"]];

export const colourIndex = (id) => Math.abs(Number(id)) % PAIRS.length;

function initials(name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = [...(words[0] ?? "?")];
  if (/\p{Script=Han}/u.test(first[0])) return first.slice(0, first.length > 2 ? 1 : 2).join("");
  return [first[0], words.length > 1 ? [...words.at(-1)][0] : ""].join("").toUpperCase();
}

/** The picture of somebody by name; `kind` "bot" shows a shop instead of initials. Decoration: the name stands beside it. */
export function avatar({ id, name, kind, size = 44 }) {
  const [light, deep] = PAIRS[colourIndex(id)];
  const face = kind === "bot" ? icon("shop", Math.round(size * 0.56)) : el("span", { text: initials(name) });
  const colours = kind === "bot" ? ["#2a86d8", "#17569c"] : [light, deep];
  return el("span", { class: `avatar ${kind ?? ""}`, "aria-hidden": "true", style: { "--size": `${size}px`, "--light": colours[0], "--deep": colours[1] } }, face);
}
