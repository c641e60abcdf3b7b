import assert from "node:assert/strict";
import { test } from "node:test";
import show from "../../../app/components/copy_link/copy_link.js";

// Show the button where the address has this path and query; the menu's page may still come.
function shown(pathname, search, query, comes = []) {
  const written = [];
  globalThis.location = { pathname, search };
  globalThis.history = { state: {}, replaceState: (_, __, url) => written.push(url) };
  globalThis.requestAnimationFrame = (next) => {
    if (comes.length > 0) [globalThis.location.pathname, globalThis.location.search = ""] = comes.shift().split(/(?=\?)/);
    next();
  };
  const root = { dataset: {}, querySelector: () => ({}) };
  show({ data: ["", "output-size", query, []], parentElement: { querySelector: () => root } });
  return written;
}

test("an address without a query is completed", () => {
  assert.deepEqual(shown("/output-size", "", "width=9"), ["/output-size?width=9"]);
  assert.deepEqual(shown("/base/output-size", "", "width=9"), ["/base/output-size?width=9"]);
});

test("while the page is on its way, nothing is written under the page before", () => {
  assert.deepEqual(shown("/", "", "width=9", ["/", "/output-size"]), ["/output-size?width=9"]);
  assert.deepEqual(shown("/volumes", "", "width=9"), []);
  assert.deepEqual(shown("/volumes", "?side=64", "width=9", ["/volumes?side=64", "/output-size"]), ["/output-size?width=9"]);
  assert.deepEqual(shown("/volumes", "?side=64", "width=9", ["/output-size?width=8"]), []);
});

test("an address that has a query is left alone, and one with nothing to write", () => {
  assert.deepEqual(shown("/output-size", "?width=8", "width=9"), []);
  assert.deepEqual(shown("/output-size", "", ""), []);
});
