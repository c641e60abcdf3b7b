"""Whether history shows: ``python -m tests.benchmarks.walks --pages volumes builder --walks 200``.

Random walks through the pages' own controls; after each, the link that the page copies is opened
in a new session, and both must show the same. A walk that differs is printed with its seed, its
acts and the first lines that differ; ``--shrink`` leaves out what it does not need.
"""

import argparse
import time
from random import Random

from playwright.sync_api import sync_playwright

from tests.browser.chromium import launch
from tests.browser.walks.walk import Walker, told
from tests.pages import PATHS
from tests.serving import running_server, wait_until_quiet

TOLD = 50
"""After so many walks a page's line is printed: a run that is broken off was not for nothing."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", nargs="+", choices=PATHS, default=list(PATHS))
    parser.add_argument("--walks", type=int, default=200)
    parser.add_argument("--acts", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--shrink", action="store_true")
    options = parser.parse_args()
    with running_server() as server, sync_playwright() as playwright:
        wait_until_quiet(server)
        browser = launch(playwright)
        for page in options.pages:
            start, differing = time.perf_counter(), 0
            walker = Walker(browser, server.url, page)
            for seed in range(options.seed, options.seed + options.walks):
                walk = walker.walk(Random(f"{page} {seed}"), options.acts)
                if walk.difference:
                    differing += 1
                    if options.shrink:
                        walk = walker.shortest(walk)
                    print(f"{page}, seed {seed}:\n{told(walk)}", flush=True)
                done = seed + 1 - options.seed
                if done % TOLD == 0 or done == options.walks:
                    seconds = time.perf_counter() - start
                    walks = f"{done} walks of {options.acts} acts"
                    print(f"{page}: {walks}, {differing} differ; {seconds:.0f} s", flush=True)
            walker.close()
        browser.close()


if __name__ == "__main__":
    main()
