// Makes elements from values, always as text: nothing said by a person or a bot is ever read as markup.

/**
 * Makes an element. `class`, `text`, `on` ({event: listener}), `data` ({name: value}) and `style` ({property: value}) are
 * understood; anything else is an attribute (true: present and empty; false, null, undefined: absent).
 */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) set(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const SETTERS = {
  class: (node, value) => { node.className = value; },
  text: (node, value) => { node.textContent = value; },
  on: (node, value) => { for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener); },
  data: (node, value) => { for (const [key, item] of Object.entries(value)) if (item !== undefined && item !== null && item !== false) node.dataset[key] = item; },
  style: (node, value) => { for (const [key, item] of Object.entries(value)) node.style.setProperty(key, item); },
};

function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (SETTERS[name]) SETTERS[name](node, value);
  else node.setAttribute(name, value === true ? "" : String(value));
}

/** Shows `children` in `node` and nothing else. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/**
 * Makes the children of `parent` those of `rows` ([{key, mark, make}]), keeping each child whose key and mark are unchanged,
 * so that focus, scrolling and animations survive. Returns the elements by key.
 */
export function reconcile(parent, rows, { leaving } = {}) {
  const kept = parent.kept ?? new Map();
  const next = new Map();
  let cursor = parent.firstChild;
  const skipGone = () => { while (cursor?.leaving) cursor = cursor.nextSibling; };
  for (const row of rows) {
    const old = kept.get(row.key);
    const same = old && old.mark === row.mark;
    const node = same ? old.node : row.make(old?.node ?? null);
    skipGone();
    if (old && !same && old.node.parentNode === parent) {
      if (cursor === old.node) cursor = node;
      old.node.replaceWith(node);
    }
    if (cursor === node) cursor = cursor.nextSibling;
    else parent.insertBefore(node, cursor);
    next.set(row.key, { mark: row.mark, node });
  }
  for (const [key, old] of kept) {
    if (next.has(key) || old.node.parentNode !== parent) continue;
    if (leaving) { old.node.leaving = true; leaving(old.node); } else old.node.remove();
  }
  parent.kept = next;
  return next;
}

/** Lets the arrow keys, Home and End walk the items of a list that `selector` finds; one of them is in the tab order. */
export function walkable(container, selector, { horizontal = false } = {}) {
  const items = () => [...container.querySelectorAll(selector)].filter((item) => item.offsetParent !== null);
  const back = horizontal ? ["ArrowLeft"] : ["ArrowUp"];
  const forth = horizontal ? ["ArrowRight"] : ["ArrowDown"];
  container.addEventListener("keydown", (event) => {
    const all = items();
    const here = all.indexOf(event.target.closest(selector));
    if (here < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    let to = null;
    if (forth.includes(event.key)) to = Math.min(here + 1, all.length - 1);
    else if (back.includes(event.key)) to = Math.max(here - 1, 0);
    else if (event.key === "Home") to = 0;
    else if (event.key === "End") to = all.length - 1;
    if (to === null) return;
    event.preventDefault();
    all[to].focus();
  });
}

/** A function that does `act` once at the next frame, however often it is called until then (in a hidden window: soon). */
export function soon(act) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    const go = () => {
      if (!waiting) return;
      waiting = false;
      act();
    };
    requestAnimationFrame(go);
    setTimeout(go, 120);
  };
}

/** True when the person asked their system for less movement. */
export const calmMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
