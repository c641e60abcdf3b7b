import assert from "node:assert/strict";
import { test } from "node:test";
import show from "../../../app/components/copy_link/copy_link.js";

let arrivals = 0;

// Show the button where the address has this path and query; the menu's page may still come.
function shown(pathname, search, query, comes = [], arrival = ++arrivals) {
  const written = [];
  globalThis.location = { pathname, search, hash: "" };
  globalThis.history = { state: {}, replaceState: (_, __, url) => written.push(url) };
  globalThis.requestAnimationFrame = (next) => {
    if (comes.length > 0) [globalThis.location.pathname, globalThis.location.search = ""] = comes.shift().split(/(?=\?)/);
    next();
  };
  const root = { dataset: {}, querySelector: () => ({}) };
  const end = show({ data: ["", "output-size", arrival, query, ["zoom"]], parentElement: { querySelector: () => root } });
  end();
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
});

test("what the page before published late goes, but not where a component stands", () => {
  assert.deepEqual(shown("/output-size", "?epochs=109", "width=9"), ["/output-size?width=9"]);
  assert.deepEqual(shown("/output-size", "?epochs=109", ""), ["/output-size"]);
  assert.deepEqual(shown("/output-size", "?width=9&zoom=3", "zoom=2&width=9"), []);
});

test("each arrival is seen to once, and not where the server is about to publish", () => {
  assert.deepEqual(shown("/output-size", "?epochs=109", null), []);
  assert.deepEqual(shown("/output-size", "?epochs=109", "width=9", [], arrivals), ["/output-size?width=9"]);
  assert.deepEqual(shown("/output-size", "?width=7", "width=9", [], arrivals), []);
});
