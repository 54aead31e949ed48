"""What people do before anything else."""

from playwright.sync_api import Page, expect

from ..apps.factories import PASSWORD


def sign_in(page: Page, site: str, who: str) -> None:
    page.goto(f"{site}/account/login/")
    page.get_by_label("E-mail address").fill(f"{who}@parcels.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Good day, {who.capitalize()}")


def confirm_access(page: Page) -> None:
    """Give the password once more: nobody adds a key at a screen somebody else left open."""
    expect(page.get_by_role("heading", level=1)).to_contain_text("Confirm Access")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
