// A presenter's clicker sends Page down and Page up to whatever has the focus, often to nothing.

import { hasModifier, PAGES } from "./keys.js";

const FIELDS = "input, select, textarea, [contenteditable], [role=slider], [role=listbox], [role=dialog]";

// Calls act(key) for these keys, except where a field or `root` itself takes them; what it returns
// ends that.
export function onClicker(root, act) {
  const listen = (event) => {
    if (!(event.key in PAGES)) return;
    if (event.defaultPrevented || hasModifier(event)) return;
    if (!root.isConnected || root.contains(event.target) || event.target.closest?.(FIELDS)) return;
    event.preventDefault();
    act(event.key);
  };
  document.addEventListener("keydown", listen);
  return () => document.removeEventListener("keydown", listen);
}
