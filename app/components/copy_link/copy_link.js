// Copy the page's address. On a classroom server without HTTPS the browser has no clipboard API,
// so there is the old way, and where that is refused too the address is shown to copy by hand.

export default function ({ data: [note, path, query], parentElement }) {
  if (query) complete(path, query);
  const root = parentElement.querySelector(".copy-link");
  const status = root.querySelector("span");
  root.querySelector("button").onclick = async () => {
    const copied = await copy(window.location.href, root);
    status.textContent = `${copied ? "Copied." : "Copy it here:"} ${note}`;
    if (!copied) offer(root);
    setTimeout(() => {
      if (copied) status.textContent = "";
    }, 6000);
  };
}

// The menu leads to a page without the query of what it shows. Written here and not by the server,
// it makes no other entry in the history, and none under the page before: while the menu's page is
// on its way, the address is still that one's.
function complete(path, query, frames = 120) {
  if (location.pathname.split("/").pop() === path) {
    if (!location.search) history.replaceState(history.state, "", `${location.pathname}?${query}`);
  } else if (frames > 0) {
    requestAnimationFrame(() => complete(path, query, frames - 1));
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
