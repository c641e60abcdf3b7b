// What the page still waits for: the script, a component's painting, or a request that a component
// has sent or will send; empty where there is nothing.
() => {
  const app = document.querySelector("[data-testid='stApp']");
  const script = app?.dataset.testScriptState;
  if (script !== "notRunning") return `script ${script}`;
  const link = document.querySelector(".copy-link");
  if (!link) return "no page";
  if (link.dataset.late) return "the address";
  for (const root of document.querySelectorAll(".convoscope")) {
    if (root.dataset.frame !== root.dataset.painted) return `painting of ${root.className}`;
    if (root.latest?.busy || root.requests?.busy) return `request of ${root.className}`;
  }
  return "";
}
