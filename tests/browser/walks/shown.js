// What the main area of a page shows, line by line: texts, the state of controls, and pictures by
// their pixels.

(() => {
  // Not of what is shown: what a screen reader was told of the last act; the bars and spinners
  // that Streamlit shows while it works; that the app is still being compiled; times of this machine.
  const LEFT_OUT = ".st-key-measured, .for-a-while, .spoken, .copy-link, script, style, [data-testid='stStatusWidget']";
  const STATES = ["aria-label", "aria-checked", "aria-pressed", "aria-selected", "aria-expanded", "aria-valuenow",
    "aria-valuetext", "aria-invalid", "title", "role", "alt"];
  // Names that are new with every visit, and what tests wait for.
  const NOT_SHOWN = /^(id|for|d-.*|data-frame|data-painted|aria-controls|aria-describedby|aria-labelledby|tabindex)$/;

  function hash(bytes) {
    let found = 0x811c9dc5;
    for (let i = 0; i < bytes.length; i += 1) found = Math.imul(found ^ bytes[i], 0x01000193);
    return (found >>> 0).toString(16);
  }

  function pixelsOf(canvas) {
    if (canvas.width === 0 || canvas.height === 0) return "empty";
    const context = canvas.getContext("2d");
    if (context === null) return "in depth"; // the kernel's surface, which one may turn
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return hash(new Uint32Array(data.buffer));
  }

  // Of a component every attribute counts, of Streamlit's elements what a reader is told.
  function attributesOf(element) {
    const own = element.closest(".convoscope");
    const names = own ? element.getAttributeNames().filter((name) => !NOT_SHOWN.test(name)) : STATES;
    return names.sort().filter((name) => element.getAttribute(name)).map((name) => `${name}=${element.getAttribute(name)}`);
  }

  function stateOf(element) {
    const said = [];
    if (element.matches("input, select, textarea")) said.push(`value=${element.value}`);
    if (element.matches("[type=checkbox], [type=radio]")) said.push(`checked=${element.checked}`);
    if (element.disabled) said.push("disabled");
    if (element.matches("a[href]:not([download])")) said.push(`href=${element.getAttribute("href")}`);
    if (element.matches("img")) said.push(`src=${element.getAttribute("src")}`);
    if (element.matches("canvas")) said.push(`${element.width}×${element.height} pixels=${pixelsOf(element)}`);
    if (element.matches("details")) said.push(`open=${element.open}`);
    return said;
  }

  function* linesOf(node, path) {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node.textContent.replace(/\s+/g, " ").trim();
      if (text) yield `${path} “${text}”`;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(LEFT_OUT)) return;
    if (!node.checkVisibility({ visibilityProperty: true }) && !node.matches("[type=checkbox]")) return;
    const name = node.localName;
    const here = node.matches(".convoscope") ? node.classList[1] : path;
    const said = [...stateOf(node), ...attributesOf(node)];
    if (said.length > 0) yield `${here} <${name}> ${said.join(" ")}`;
    for (const child of node.childNodes) yield* linesOf(child, here);
  }

  window.shown = () => [...linesOf(document.querySelector("[data-testid='stMainBlockContainer']"), "page")];
})();
