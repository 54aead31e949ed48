"""Looking at pages: by axe, for their width, for what they ask of others, and in pictures."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from .at_the_door import confirm_access, sign_in

SCREENS = Path(__file__).parents[2] / "out" / "screens"


def picture_of(path: str) -> str:
    """Return the name of a page's picture, the same in every run."""
    known = re.sub(r"(invitation|actions/link)/(?!no-)[^/]+", r"\1", re.sub(r"[0-9]+", "one", path))
    return re.sub(r"[^a-z]+", "-", known.lower()).strip("-")[:80] or "home"


def look_at(
    page_of: Callable[..., Any], site: str, scheme: str, pages: Mapping[str, Sequence[str]]
) -> list[tuple[Any, ...]]:
    """Open every page as its reader, on a desk and on a phone; return all that is wrong.

    Parameters
    ----------
    scheme : {'light', 'dark'}
    pages : mapping of str to sequence of str
        Paths by the person of the named world who looks; `nobody` is signed out.
    """
    SCREENS.mkdir(parents=True, exist_ok=True)
    wrong: list[tuple[Any, ...]] = []
    for who, paths in pages.items():
        reader = page_of(f"{site}/health", 1280, scheme)
        page = reader.page
        if who != "nobody":
            sign_in(page, site, who)
        if any("/protection/" in path for path in paths):
            page.goto(f"{site}/account/protection/totp/activate/")
            confirm_access(page)
        for path in paths:
            page.goto(site + path)
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 900})
                name = f"web-{who}-{picture_of(path)}-{width}-{scheme}.png"
                page.screenshot(path=SCREENS / name, full_page=True)
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    wrong.append((path, width, "wider than the screen"))
                if width == 390:
                    continue  # the same elements, laid out anew
                violations = Axe().run(page).response["violations"]
                wrong += [(path, width, v["id"], [n["target"] for n in v["nodes"]]) for v in violations]
        expected = [c for c in reader.complaints if "404" not in c and "403" not in c]
        wrong += [(who, complaint) for complaint in expected]
        wrong += [(who, url) for url in reader.requests if not url.startswith((site, "data:", "blob:"))]
    return wrong
