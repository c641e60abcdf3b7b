// Copy the page's address. On a classroom server without HTTPS the browser has no clipboard API,
// so there is the old way, and where that is refused too the address is shown to copy by hand.

import { positions } from "../shared/positions.js";
import { withPositions, withSettings } from "./address.js";

const PAUSE = 400; // ms between two looks: Safari allows 100 changes of the address in 30 seconds

let settled; // the last arrival at a page whose address was seen to

export default function ({ data: [note, path, arrival, query, names], parentElement }) {
  const root = parentElement.querySelector(".copy-link");
  root.dataset.late = "";
  if (query !== null && arrival !== settled) settle(root, path, arrival, query, names);
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
  write(withPositions(location.search, names, told));
}

// Makes no entry in the history.
function write(search) {
  if (search !== location.search) history.replaceState(history.state, "", location.pathname + search + location.hash);
}

function isAt(path) {
  return location.pathname.split("/").pop() === path;
}

// The menu leads to a page without the query of what it shows; and where a page was left at once
// after a change, Streamlit's client writes that page's query, which comes late, into the address of
// the one that is shown by then. What the server sends comes in order, so all that is past now.
// While the menu's page is on its way, the address is still that of the page before.
function settle(root, path, arrival, query, names, frames = 120) {
  root.dataset.late = "";
  if (isAt(path)) {
    settled = arrival;
    write(withSettings(location.search, query, names));
  } else if (frames > 0) {
    root.dataset.late = "yes"; // until then its components' positions wait, too
    requestAnimationFrame(() => settle(root, path, arrival, query, names, frames - 1));
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
