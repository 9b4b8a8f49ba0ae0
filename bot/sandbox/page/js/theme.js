// Light, dark, or whatever the system says at this moment.

import { recall, remember } from "./memory.js";

const system = matchMedia("(prefers-color-scheme: dark)");

export const theme = () => recall("theme", "auto");

export function setTheme(name) {
  remember("theme", name);
  apply();
}

function apply() {
  const dark = theme() === "dark" || (theme() === "auto" && system.matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

system.addEventListener("change", apply);
apply();
