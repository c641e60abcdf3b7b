// The controls that a visitor could use now, found on the page itself. A control is known by its
// kind, its name and which one of that name it is, so that a walk can be walked again.

(() => {
  const MAIN = "[data-testid='stMain']";
  const MENU = "[data-testid='stTopNavLink']";

  // The first that fits is what an element is.
  const KINDS = [
    ["range", "input[type=range]"],
    ["menu", "input[role=combobox]"],
    ["select", "select"],
    ["switch", "input[type=checkbox]"],
    ["number", "input[type=number]"],
    ["text", "input[type=text]"],
    ["choice", "[role=radio]"],
    ["box", "summary, [data-testid='stPopover'] button"],
    ["button", "button"],
    ["figure", "canvas, svg[tabindex], svg[role=application], .grid, [role=slider]"],
    ["cell", "td[tabindex]"],
  ];

  // What saves a file or asks for one, and what would change nothing on the page.
  const LEFT_OUT = [
    ".saving", ".copy-link", "[data-testid='stDownloadButton']", "[data-testid='stFileUploader']",
    "[data-testid='stCameraInput']", "[class*='st-key-data-download-']",
    "[data-testid='stCode'] button", ".stTooltipIcon", "[data-testid='stTooltipIcon']",
    // What a learner answers to an exercise, classes of own pictures, what a file of one's own is read
    // as and loaded into: the learner's, in no link.
    "[data-testid='stForm']", ".st-key-own_classes", ".st-key-data_given_as", ".st-key-data_folders_side", ".st-key-training_load_into",
    "[data-testid='stNumberInput'] button", "[data-testid='stSelectbox'] button", "[data-baseweb='select'] button",
    // How one looks into a training, which is in no link itself; what is drawn for it to recognise.
    ...["turn", "gallery", "matrix", "which", "softmax", "slow"].map((part) => `.training-view .${part}`),
    ".training-view dialog", ".try-out",
    // From where the kernel's surface is seen, and how one looks into a chart.
    ".st-key-turning", ".js-plotly-plot",
  ].join(", ");

  const nameOf = (element) =>
    element.getAttribute("aria-label") || element.labels?.[0]?.innerText.trim().split("\n")[0] ||
    element.innerText?.trim().split("\n")[0] || element.getAttribute("class") || element.tagName;

  const isUsable = (element) => {
    if (element.disabled || element.closest(LEFT_OUT)) return false;
    const box = element.getBoundingClientRect();
    // A switch's own box is hidden under what is drawn for it.
    return box.width > 0 && box.height > 0 && (element.matches("[type=checkbox]") || element.checkVisibility({ visibilityProperty: true }));
  };

  const kindOf = (element) => KINDS.find(([, selector]) => element.matches(selector))?.[0];

  function found() {
    const all = KINDS.map(([, selector]) => `${MAIN} :is(${selector})`).join(", ");
    const seen = new Map();
    const list = [];
    for (const element of document.querySelectorAll(all)) {
      if (!isUsable(element)) continue;
      const [kind, name] = [kindOf(element), nameOf(element)];
      const key = `${kind} ${name}`;
      const number = seen.get(key) ?? 0;
      seen.set(key, number + 1);
      list.push({ kind, name, number, element });
    }
    return list;
  }

  const choicesOf = ({ kind, element }) => {
    if (kind === "select") return [...element.options].map(({ value }) => value);
    if (kind === "number" || kind === "range") return [Number(element.min || 0), Number(element.max || 100)];
    return [];
  };

  const find = ([kind, name, number]) =>
    found().find((one) => one.kind === kind && one.name === name && one.number === number)?.element ?? null;

  function place(control) {
    const element = find(control);
    if (!element) return null;
    element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    const { left, top, width, height } = element.getBoundingClientRect();
    return [left, top, width, height];
  }

  window.walks = {
    // [kind, name, number, choices] of every control.
    list: () => found().map((one) => [one.kind, one.name, one.number, choicesOf(one)]),
    // The element of one, and its box in the window, into which it is scrolled.
    find,
    place,
    titleOf: (path) => [...document.querySelectorAll(MENU)].find((link) => new URL(link.href).pathname === path && !link.matches("[aria-current=page]"))?.innerText.trim() ?? null,
    pages: () => [...document.querySelectorAll(MENU)].filter((link) => !link.matches("[aria-current=page]")).map((link) => link.innerText.trim()),
  };
})();
