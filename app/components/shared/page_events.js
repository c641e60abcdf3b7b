// What one component asks of another on the page: neither reaches into the other's elements.

export const OPEN_PAD = "convoscope:open-pad";

export function askPage(name) {
  document.dispatchEvent(new CustomEvent(name));
}

// Calls `act` whenever somebody on the page asks; what it returns ends that.
export function onPage(name, act) {
  document.addEventListener(name, act);
  return () => document.removeEventListener(name, act);
}
