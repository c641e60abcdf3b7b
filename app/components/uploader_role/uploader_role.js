// Streamlit's drop zone says that it is mere decoration ("presentation") and has a name all the
// same, so that screen readers are told two things: it is a group of controls.

const ZONE = "[data-testid='stFileUploaderDropzone'][role='presentation']";

export default function () {
  const mend = () => {
    for (const zone of document.querySelectorAll(ZONE)) zone.setAttribute("role", "group");
  };
  const observer = new MutationObserver(mend);
  observer.observe(document.body, { childList: true, subtree: true });
  mend();
  return () => observer.disconnect();
}
