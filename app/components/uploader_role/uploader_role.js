// Streamlit's drop zone, which `data` finds, is a group of controls and does not say so.

export default function ({ data: [dropZone] }) {
  const mend = () => {
    for (const zone of document.querySelectorAll(dropZone)) zone.setAttribute("role", "group");
  };
  const observer = new MutationObserver(mend);
  observer.observe(document.body, { childList: true, subtree: true });
  mend();
  return () => observer.disconnect();
}
