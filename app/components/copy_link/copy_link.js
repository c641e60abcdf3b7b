// Copy the page's address. On a classroom server without HTTPS the browser has no clipboard API,
// so there is the old way, and where that is refused too the address is shown to copy by hand.

import { positions } from "../shared/positions.js";
import { withPositions } from "./address.js";

const PAUSE = 400; // ms between two looks: Safari allows 100 changes of the address in 30 seconds

export default function ({ data: [note, path, query, names], parentElement }) {
  const root = parentElement.querySelector(".copy-link");
  root.dataset.late = "";
  if (query) complete(root, path, query);
  const keep = () => root.dataset.late || keepAddress(path, names);
  const status = root.querySelector("span");
  root.querySelector("button").onclick = async () => {
    keep();
    const copied = await copy(window.location.href, root);
    status.textContent = `${copied ? "Copied." : "Copy it here:"} ${note}`;
    if (!copied) offer(root);
    setTimeout(() => {
      if (copied) status.textContent = "";
    }, 6000);
  };
  // The server writes another address without telling anybody here: so it is looked at.
  const timer = names.length > 0 ? setInterval(keep, PAUSE) : undefined;
  return () => clearInterval(timer);
}

// Writes into the page's address where its components stand.
function keepAddress(path, names) {
  const told = positions();
  if (!isAt(path) || Object.keys(told).length === 0) return;
  const search = withPositions(location.search, names, told);
  if (search !== location.search) history.replaceState(history.state, "", location.pathname + search + location.hash);
}

function isAt(path) {
  return location.pathname.split("/").pop() === path;
}

// The menu leads to a page without the query of what it shows. Written here and not by the server,
// it makes no other entry in the history, and none under the page before: while the menu's page is
// on its way, the address is still that one's.
function complete(root, path, query, frames = 120) {
  root.dataset.late = "";
  if (isAt(path)) {
    if (!location.search) history.replaceState(history.state, "", `${location.pathname}?${query}`);
  } else if (frames > 0) {
    root.dataset.late = "yes"; // until then its components' positions wait, too
    requestAnimationFrame(() => complete(root, path, query, frames - 1));
  }
}

async function copy(text, root) {
  if (navigator.clipboard && window.isSecureContext) {
    return navigator.clipboard.writeText(text).then(() => true, () => copyBySelection(text, root));
  }
  return copyBySelection(text, root);
}

function copyBySelection(text, root) {
  const field = document.createElement("textarea");
  field.value = text;
  root.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  return copied;
}

function offer(root) {
  const field = root.querySelector("input") ?? document.createElement("input");
  field.readOnly = true;
  field.value = window.location.href;
  field.setAttribute("aria-label", "Link to this page");
  root.append(field);
  field.select();
}
