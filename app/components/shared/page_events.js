// What one component asks of another on the page: neither reaches into the other's elements.

export const OPEN_PAD = "convoscope:open-pad";

// An input { x } of an activation function that was pointed at elsewhere.
export const POINT = "convoscope:point";

// Who hears it may answer in `answers`.
export function askPage(name, answers = {}) {
  document.dispatchEvent(new CustomEvent(name, { detail: answers }));
  return answers;
}

// Calls act(answers) whenever somebody on the page asks; what it returns ends that.
export function onPage(name, act) {
  const listen = ({ detail }) => act(detail);
  document.addEventListener(name, listen);
  return () => document.removeEventListener(name, listen);
}
