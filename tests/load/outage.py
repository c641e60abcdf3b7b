"""Every page after its connection was cut, or its server killed and started anew.

``python -m tests.load.outage [--cuts 5 45 80]``: each is acted on while the server is away and
afterwards, those that take a picture with and without one. Prints a table, and ends with 1 where
something was lost without a word.
"""

import argparse
import sys
import time
from contextlib import ExitStack

from playwright.sync_api import sync_playwright

from tests.browser.chromium import launch
from tests.browser.outage import Visit, Wire, class_of, problem_after, restarted
from tests.serving import running_server


def main() -> int:
    """Cut for each of the given times, then kill the server; print what became of every page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, nargs="*", default=[5, 45, 80], help="seconds")
    asked = parser.parse_args()
    problems = 0

    def tell(what: str, done: list[tuple[Visit, str | None, str]]) -> None:
        nonlocal problems
        for here, acted, before in done:
            problem = problem_after(here, acted, before)
            problems += bool(problem)
            own = ", own picture" if here.own else ""
            said = f" (said: {here.said()})" if here.said() else ""
            print(f"| {what} | {here.name or 'kernel-lab'}{own} | {problem or 'good'}{said} |")
            here.page.context.close()

    with ExitStack() as stack:
        browser = launch(stack.enter_context(sync_playwright()))
        for seconds in asked.cuts:
            server = stack.enter_context(running_server())
            wire = Wire(int(server.url.rsplit(":", 1)[1]))
            visits = class_of(browser, wire.url)
            wire.cut()
            acts = [(one, one.page.url) for one in visits]
            done = [(one, one.act(), address) for one, address in acts]
            time.sleep(seconds)
            wire.mend()
            tell(f"cut for {seconds} s", done)
            wire.close()
        with restarted(browser, class_of) as done:
            tell("killed and restarted", done)
        browser.close()
    return int(problems > 0)


if __name__ == "__main__":
    sys.exit(main())
