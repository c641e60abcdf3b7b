"""What is said to whoever starts the app in a way that does not work."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from tests.load.visitor import connect
from tests.serving import running_server


def test_the_pages_script_alone_says_how_to_start() -> None:
    async def alerts(url: str) -> list[str]:
        visitor = await connect(url, {})
        async with visitor.socket:
            await visitor.open()
        return visitor.alerts

    # In a thread of its own: Playwright's fixtures keep a loop running in the main one.
    with running_server(script="app/main.py") as server, ThreadPoolExecutor(1) as thread:
        (told,) = thread.submit(asyncio.run, alerts(server.url)).result()
    assert "python3 app/start.py" in told
    assert "streamlit run app/server.py" in told
