"""Pages opened in the system's Chromium, watched for requests and complaints."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright
from tests.sample_folder import sample_folder

__all__ = ["sample_folder"]

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


_LEFT_BEHIND = ("htmx:sendAbort", "htmx:afterRequest")
"""What is said of a request that the page was left during; one that fails says htmx:sendError as well."""


@dataclass
class Opened:
    """A page, and all it asked for and complained about since it was opened."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        def request(asked: Request) -> None:
            self.requests.append(asked.url)

        def console(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning") and not message.text.startswith(_LEFT_BEHIND):
                self.complaints.append(message.text)

        self.page.on("request", request)
        self.page.on("console", console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"needs chromium at {CHROMIUM}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Any]:
    """Open a file at a width, light or dark, and watch it."""
    pages: list[Page] = []

    def open_file(file: Path, width: int, scheme: Any = "light") -> Opened:
        page = chromium.new_page(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        pages.append(page)
        result = Opened(page)
        result.watch()
        page.goto(file.as_uri())
        return result

    yield open_file
    for page in pages:
        page.close()


@pytest.fixture
def page_of(chromium: Browser) -> Iterator[Any]:
    """Open an address at a width, light or dark, in a browser of its own, and watch it."""
    contexts: list[BrowserContext] = []

    def open_page(address: str, width: int = 1280, scheme: Any = "light") -> Opened:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        contexts.append(context)
        result = Opened(context.new_page())
        result.watch()
        result.page.goto(address)
        return result

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def world(transactional_db: None) -> Any:
    """Return the named world, for a server that runs beside the test."""
    from ..apps.world import make_world

    return make_world()


@pytest.fixture
def site(live_server: Any) -> str:
    """Return the address of a server with the test's records."""
    return str(live_server.url)


@pytest.fixture
def stored(tmp_path: Path, settings: Any, sample_folder: Path) -> Path:
    """Return the data folder with a small sample organisation in its store."""
    settings.DATA = tmp_path / "data"
    shutil.copytree(sample_folder, settings.DATA)
    found: Path = settings.DATA
    return found
