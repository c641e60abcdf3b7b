"""Times from a key-press to the new picture, on the browser's own clock."""

from tests.browser.watch import DEEP_QUERY

# Both watches are armed before the key is pressed and resolve with milliseconds, in the frame in
# which the new picture is painted.
_KEY_PRESS = """
const pressed = new Promise((resolve) =>
  addEventListener("keydown", () => resolve(performance.now()), { capture: true, once: true }));
const nextFrame = () => new Promise(requestAnimationFrame);
"""

_IMAGE_WATCH = f"""
() => {{
  {_KEY_PRESS}
  const image = () => document.querySelector("[data-testid='stImage'] img");
  const before = image().src;
  window.stopwatch = new Promise((resolve) => {{
    const observer = new MutationObserver(async () => {{
      const now = image();
      if (!now || now.src === before) return;
      observer.disconnect();
      await now.decode();
      await nextFrame();
      resolve(performance.now() - await pressed);
    }});
    observer.observe(document.body,
      {{ subtree: true, childList: true, attributeFilter: ["src"] }});
  }});
}}
"""

# A component says `data-painted` in the frame in which all of a run has been drawn.
_HERO_WATCH = f"""
() => {{
  {_KEY_PRESS}
  const hero = ({DEEP_QUERY})("[data-frame]");
  const before = hero.dataset.frame;
  window.stopwatch = new Promise((resolve) => {{
    const observer = new MutationObserver(async () => {{
      const {{ frame, painted }} = hero.dataset;
      if (frame === before || painted !== frame) return;
      observer.disconnect();
      resolve(performance.now() - await pressed);
    }});
    observer.observe(hero, {{ attributeFilter: ["data-frame", "data-painted"] }});
  }});
}}
"""


def time_image(page, key: str) -> float:
    """Press a key; return milliseconds until the page's one picture is another."""
    return _time(page, _IMAGE_WATCH, key)


def time_hero(page, key: str) -> float:
    """Press a key; return milliseconds until the page's main component is painted anew."""
    return _time(page, _HERO_WATCH, key)


def _time(page, watch: str, key: str) -> float:
    page.evaluate(watch)
    page.keyboard.press(key)
    return page.evaluate("() => window.stopwatch")
