// What a component's root tells of itself: `data-frame` names what it shows, and `data-painted`
// follows when the browser has drawn that. Tests and measurements wait for both.

export function tellShown(root, identity, drawn = () => {}) {
  root.dataset.frame = identity;
  requestAnimationFrame(() => {
    drawn();
    root.dataset.painted = identity;
  });
}

// Streamlit calls a component with each run of the page: `take` only what is not shown already.
export function takeOnce(root, identity, take, drawn) {
  if (root.dataset.frame !== identity) take();
  tellShown(root, identity, drawn);
}

// Streamlit ends what an entry has begun before each next call of it, and when the component goes:
// `act` is called only then.
export function whenGone(root, act) {
  setTimeout(() => root.isConnected || act());
}
